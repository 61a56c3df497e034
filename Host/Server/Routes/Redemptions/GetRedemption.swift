import Hummingbird
import HummingbirdCore
import UsherDomain
import UsherEngine

/// `GET /api/redemptions/{id}`: how a redemption of the signed-in person fares. Somebody else's does not exist.
struct GetRedemption: Sendable {
    let redeem: RedeemClaimRoute

    @Sendable func handle(_ request: Request, _ context: SignedInContext) async throws -> Response {
        guard let id = context.parameters.get("id").flatMap({ RedemptionID($0) }),
            let redemption = try await redeem.redeemClaim.redemption(id, of: context.session.user)
        else { throw Problem.notFound }
        return JSON.response(await redeem.answer(redemption))
    }
}
