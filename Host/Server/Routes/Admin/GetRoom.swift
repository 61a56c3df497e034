import Hummingbird
import HummingbirdCore
import UsherDomain
import UsherEngine

/// `GET /v1/room?room=`: one of them.
struct GetRoom: Sendable {
    let governing: any Governing
    let book: PolicyBook
    let bot: UserID

    @Sendable func handle(_ request: Request, _ context: DoorContext) async throws -> Response {
        var query = try RequestQuery(request)
        let room = try query.room()
        try query.finish()
        guard let report = await governing.rooms().first(where: { $0.room == room }) else {
            throw GoverningRefusal(.unknownRoom, "nothing is set for \(room), and no space with a rule leads to it")
        }
        return JSON.response(RoomShape(report, own: book.current.policies[room], bot: bot))
    }
}
