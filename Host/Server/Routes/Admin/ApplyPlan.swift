import Hummingbird
import HummingbirdCore
import UsherEngine

/// `POST /v1/plans/apply` `{"hash"}`: carries out a held plan, as far as each of its acts is still wanted.
struct ApplyPlan: Sendable {
    let governing: any Governing
    /// Who asks, for the audit log.
    let actor: String

    @Sendable func handle(_ request: Request, _ context: DoorContext) async throws -> Response {
        var body = try await RequestObject(of: request)
        let hash = try body.planDigits("hash")
        try body.finish()
        let (run, acts) = try await governing.approve(hash, by: actor)
        return JSON.response(ApplyAnswer(run: run, acts: acts))
    }
}
