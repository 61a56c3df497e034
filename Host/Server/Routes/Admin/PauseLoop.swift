import Hummingbird
import HummingbirdCore
import UsherEngine

/// `POST /v1/pause` and `/v1/resume` `{}`: nothing is done in any room from now on, or again.
struct PauseLoop: Sendable {
    let governing: any Governing
    let pauses: Bool
    /// Who asks, for the audit log.
    let actor: String

    @Sendable func handle(_ request: Request, _ context: DoorContext) async throws -> Response {
        try await RequestObject(of: request).finish()
        if pauses { try await governing.pause(by: actor) } else { try await governing.resume(by: actor) }
        return Response(status: .noContent)
    }
}
