import Hummingbird
import HummingbirdCore
import UsherEngine

/// `POST /v1/rules/set` `{"room", "expression"}`: sets the rule of a room or space.
struct SetRule: Sendable {
    let policies: EditPolicy
    /// Who asks, for the audit log.
    let actor: String

    @Sendable func handle(_ request: Request, _ context: DoorContext) async throws -> Response {
        var body = try await RequestObject(of: request)
        let room = try body.room("room")
        let rule = try body.rule("expression")
        try body.finish()
        let outcome = try await policies.setRule(rule, of: room, by: actor)
        return JSON.response(PolicyOutcome(outcome.policy, warnings: outcome.warnings))
    }
}
