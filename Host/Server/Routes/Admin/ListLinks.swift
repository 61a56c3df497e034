import Hummingbird
import HummingbirdCore
import UsherEngine

/// `GET /v1/links`: who has which account linked.
struct ListLinks: Sendable {
    let links: EditLinks

    @Sendable func handle(_ request: Request, _ context: DoorContext) async throws -> Response {
        try RequestQuery(request).finish()
        return JSON.response(LinksAnswer(try await links.all()))
    }
}
