import Hummingbird
import HummingbirdCore
import UsherDomain
import UsherEngine

/// `POST /v1/rules/remove` `{"room"}`: takes the rule of a room or space away; its other settings stay. Nobody is removed by
/// that.
struct RemoveRule: Sendable {
    let policies: EditPolicy
    let book: PolicyBook
    /// Who asks, for the audit log.
    let actor: String

    @Sendable func handle(_ request: Request, _ context: DoorContext) async throws -> Response {
        var body = try await RequestObject(of: request)
        let room = try body.room("room")
        try body.finish()
        guard let old = book.current.policies[room], old.rule != nil else {
            throw PolicyRefusal(.unknownRoom, "\(room) has no rule of its own")
        }
        // Without any settings, nothing is left to keep.
        guard old != Policy(room: room, revision: old.revision, rule: old.rule) else {
            try await policies.remove(room, by: actor)
            return JSON.response(PolicyOutcome(nil))
        }
        let outcome = try await policies.edit(room, by: actor, reason: "rule removed") { $0.rule = nil }
        return JSON.response(PolicyOutcome(outcome.policy, warnings: outcome.warnings))
    }
}
