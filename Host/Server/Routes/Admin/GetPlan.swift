import Hummingbird
import HummingbirdCore
import UsherDomain
import UsherEngine

/// `GET /v1/plan[?room=]`: what a pass would do now, everywhere or in one room. Changes nothing.
struct GetPlan: Sendable {
    let governing: any Governing
    let bot: UserID

    @Sendable func handle(_ request: Request, _ context: DoorContext) async throws -> Response {
        var query = try RequestQuery(request)
        let room = try query.optionalRoom()
        try query.finish()
        return JSON.response(PlanAnswer(try await governing.plan(room: room), bot: bot))
    }
}
