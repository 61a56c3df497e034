import Hummingbird
import HummingbirdCore
import UsherEngine

/// `POST /v1/plans/drop` `{"hash"}`: forgets a held plan.
struct DropPlan: Sendable {
    let governing: any Governing
    /// Who asks, for the audit log.
    let actor: String

    @Sendable func handle(_ request: Request, _ context: DoorContext) async throws -> Response {
        var body = try await RequestObject(of: request)
        let hash = try body.planDigits("hash")
        try body.finish()
        try await governing.drop(hash, by: actor)
        return Response(status: .noContent)
    }
}
