import Hummingbird
import HummingbirdCore
import Logging
import UsherDomain
import UsherEngine

/// `POST /api/claims/describe`: what a code is worth. A POST, because the code is a secret and belongs in no address; it changes
/// nothing.
struct DescribeClaimRoute: Sendable {
    private struct Body: Decodable {
        let instance: String
        let code: String
    }

    private struct Offered: Encodable {
        let state = "offered"
        let room: RoomAnswer
        @ExplicitNull var from: String?
        let bot: String
        @ExplicitNull var expires_at: Int64?
        @ExplicitNull var uses_left: Int64?
    }

    private struct Refused: Encodable {
        let state = "refused"
    }

    let describeClaim: DescribeClaim
    let bot: UserID

    @Sendable func handle(_ request: Request, _ context: DoorContext) async throws -> Response {
        let body = try await JSON.body(of: request, as: Body.self)
        guard let instance = InstanceID(body.instance) else { return JSON.response(Refused()) }
        switch await describeClaim(code: Secret(body.code), at: instance) {
        case .answered(let offer?):
            return JSON.response(
                Offered(
                    room: RoomAnswer(offer.room), from: offer.details.from.isEmpty ? nil : offer.details.from, bot: bot.text,
                    expires_at: offer.details.expiresAt?.unixMilliseconds, uses_left: offer.details.usesLeft))
        case .answered(nil):
            return JSON.response(Refused())
        case .unknown(let unknown):
            context.logger.warning(
                "an authoriser did not answer", metadata: ["instance": "\(instance)", "why": "\(unknown.kind.rawValue)"])
            throw Problem.authoriserUnavailable
        }
    }
}
