import Hummingbird
import HummingbirdCore
import UsherDomain
import UsherEngine

/// `POST /v1/rules/check` `{"expression", "room"}`: what is wrong with a rule before it is set and, with a room, what it would
/// come to there. Without an expression it is the rule that is set for the room. Changes nothing.
struct CheckRuleRoute: Sendable {
    let check: CheckRule
    let governing: any Governing
    let bot: UserID

    @Sendable func handle(_ request: Request, _ context: DoorContext) async throws -> Response {
        var body = try await RequestObject(of: request)
        let room = try body.optionalText("room") == nil ? nil : try body.room("room")
        guard let room else {
            let rule = try body.rule("expression")
            try body.finish()
            return JSON.response(RuleCheckAnswer(rule, await check(rule)))
        }
        let rule = try body.optionalText("expression") == nil ? nil : try body.rule("expression")
        try body.finish()
        let preview = try await governing.preview(rule, in: room)
        return JSON.response(RuleCheckAnswer(preview, await check(preview.rule), bot: bot))
    }
}
