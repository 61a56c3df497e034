import Hummingbird
import HummingbirdCore
import UsherEngine

/// `POST /v1/rooms/configure` `{"room", "settings": {…}}`: changes the settings of a room or space. What is left out stays, and
/// what is null is taken over from the spaces above.
struct ConfigureRoom: Sendable {
    let policies: EditPolicy
    /// Who asks, for the audit log.
    let actor: String

    @Sendable func handle(_ request: Request, _ context: DoorContext) async throws -> Response {
        var body = try await RequestObject(of: request)
        let room = try body.room("room")
        guard var settings = try body.optionalObject("settings") else { throw body.wrong("settings", "is missing") }
        let change = try settings.settingsChange()
        try settings.finish()
        try body.finish()
        guard !change.isEmpty else { throw body.wrong("settings", "changes nothing") }
        let outcome = try await policies.edit(room, by: actor, reason: "settings changed") { change.apply(to: &$0) }
        return JSON.response(PolicyOutcome(outcome.policy, warnings: outcome.warnings))
    }
}
