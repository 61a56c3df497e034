import HTTPTypes
import Hummingbird
import HummingbirdCore
import UsherEngine

/// `DELETE /api/session`: ends the session. Succeeds when there is none.
struct EndSession: Sendable {
    let proveIdentity: ProveIdentity

    @Sendable func handle(_ request: Request, _ context: DoorContext) async throws -> Response {
        if let session = context.session { try await proveIdentity.end(session) }
        return Response(status: .noContent, headers: [.setCookie: SessionCookie.headerClosing])
    }
}
