import Hummingbird
import HummingbirdCore
import UsherEngine

/// `GET /v1/plans`: the plans that the brakes hold.
struct ListHeldPlans: Sendable {
    let governing: any Governing

    @Sendable func handle(_ request: Request, _ context: DoorContext) async throws -> Response {
        try RequestQuery(request).finish()
        return JSON.response(HeldPlansAnswer(await governing.heldPlans()))
    }
}
