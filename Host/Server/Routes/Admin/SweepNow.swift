import Hummingbird
import HummingbirdCore
import UsherEngine

/// `POST /v1/sweep` `{}`: asks every third party anew and plans every room. Answers when that is done.
struct SweepNow: Sendable {
    let governing: any Governing

    @Sendable func handle(_ request: Request, _ context: DoorContext) async throws -> Response {
        try await RequestObject(of: request).finish()
        return JSON.response(SweepAnswer(await governing.sweep()))
    }
}
