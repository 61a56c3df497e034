import Hummingbird
import HummingbirdCore
import UsherDomain
import UsherEngine

/// `POST /api/redemptions`: the signed-in person uses a code.
struct RedeemClaimRoute: Sendable {
    private struct Body: Decodable {
        let instance: String
        let code: String
    }

    let redeemClaim: RedeemClaim
    let rooms: any Rooms

    @Sendable func handle(_ request: Request, _ context: SignedInContext) async throws -> Response {
        let body = try await JSON.body(of: request, as: Body.self)
        guard let instance = InstanceID(body.instance) else { throw Problem.malformed }
        do {
            let redemption = try await redeemClaim(code: Secret(body.code), at: instance, for: context.session.user)
            return JSON.response(await answer(redemption))
        } catch let refusal as RedeemClaim.Refusal {
            switch refusal {
            case .noCode: throw Problem.malformed
            case .tooMany(let retryAfterMilliseconds):
                var problem = Problem.busy
                problem.retryAfterMilliseconds = retryAfterMilliseconds
                throw problem
            }
        }
    }

    func answer(_ redemption: Redemption) async -> RedemptionAnswer {
        var summary: RoomSummary?
        if let room = redemption.room {
            let known = await rooms.summary(of: room)
            summary = known ?? RoomSummary(id: room, name: nil, joinedCount: nil)
        }
        let wait = await redeemClaim.retryAfterMilliseconds(of: redemption)
        return RedemptionAnswer(redemption, room: summary, retryAfterMilliseconds: wait)
    }
}
