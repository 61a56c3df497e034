import Hummingbird
import HummingbirdCore
import UsherEngine

/// `POST /v1/policies/remove` `{"room"}`: takes everything away that is set for a room or space. Nobody is removed by that.
struct RemovePolicy: Sendable {
    let policies: EditPolicy
    /// Who asks, for the audit log.
    let actor: String

    @Sendable func handle(_ request: Request, _ context: DoorContext) async throws -> Response {
        var body = try await RequestObject(of: request)
        let room = try body.room("room")
        try body.finish()
        try await policies.remove(room, by: actor)
        return JSON.response(PolicyOutcome(nil))
    }
}
