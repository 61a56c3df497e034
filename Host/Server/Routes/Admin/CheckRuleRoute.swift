import Hummingbird
import HummingbirdCore
import UsherEngine

/// `POST /v1/rules/check` `{"expression"}`: what is wrong with a rule before it is set. Changes nothing.
struct CheckRuleRoute: Sendable {
    let check: CheckRule

    @Sendable func handle(_ request: Request, _ context: DoorContext) async throws -> Response {
        var body = try await RequestObject(of: request)
        let rule = try body.rule("expression")
        try body.finish()
        return JSON.response(RuleCheckAnswer(rule, await check(rule)))
    }
}
