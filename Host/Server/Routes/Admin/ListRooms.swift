import Hummingbird
import HummingbirdCore
import UsherDomain
import UsherEngine

/// `GET /v1/rooms`: every room that a policy governs, or names.
struct ListRooms: Sendable {
    let governing: any Governing
    let book: PolicyBook
    let bot: UserID

    @Sendable func handle(_ request: Request, _ context: DoorContext) async throws -> Response {
        try RequestQuery(request).finish()
        return JSON.response(RoomsAnswer(await governing.rooms(), book.current.policies, bot: bot))
    }
}
