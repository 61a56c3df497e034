import Hummingbird
import HummingbirdCore
import UsherDomain
import UsherEngine

/// `GET /v1/explain?user=&room=`: why a person is in or out of a room.
struct ExplainMembership: Sendable {
    let governing: any Governing
    let bot: UserID

    @Sendable func handle(_ request: Request, _ context: DoorContext) async throws -> Response {
        var query = try RequestQuery(request)
        let user = try query.user()
        let room = try query.room()
        try query.finish()
        return JSON.response(ExplanationAnswer(try await governing.explain(user, in: room), bot: bot))
    }
}
