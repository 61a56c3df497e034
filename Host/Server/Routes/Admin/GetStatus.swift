import Hummingbird
import HummingbirdCore
import UsherEngine

/// `GET /v1/status`: how the loop fares as a whole.
struct GetStatus: Sendable {
    let governing: any Governing

    @Sendable func handle(_ request: Request, _ context: DoorContext) async throws -> Response {
        try RequestQuery(request).finish()
        return JSON.response(StatusAnswer(await governing.status()))
    }
}
