import HTTPTypes
import Hummingbird
import HummingbirdCore
import Logging
import UsherDomain
import UsherEngine

/// `POST /api/session`: begins a session with an OpenID token. The token is asked about at the server it names, and forgotten.
struct BeginSession: Sendable {
    private struct Body: Decodable {
        let server: String
        let token: String
    }

    let proveIdentity: ProveIdentity

    @Sendable func handle(_ request: Request, _ context: DoorContext) async throws -> Response {
        let body = try await JSON.body(of: request, as: Body.self)
        guard let token = OpenIDToken(server: body.server, token: body.token) else { throw Problem.malformed }
        do {
            let (session, cookie) = try await proveIdentity(token)
            var response = JSON.response(
                GetSession.Answer(user: session.user.id.text, csrf: SessionCookie.csrfToken(for: cookie)))
            response.headers[.setCookie] = SessionCookie.header(
                opening: cookie, seconds: Session.lifetimeMilliseconds / 1000)
            return response
        } catch let refusal as IdentityRefusal {
            context.logger.notice("identity not confirmed", metadata: ["why": "\(refusal)", "server": "\(token.server)"])
            throw Self.problem(for: refusal)
        }
    }

    /// One text for every definite no: which address, certificate or answer was wrong would help only somebody who probes.
    private static func problem(for refusal: IdentityRefusal) -> Problem {
        switch refusal {
        case .malformedRequest: .malformed
        case .addressForbidden, .tokenRejected, .malformedAnswer, .otherServer: .identityRefused
        case .replayed: .identityReplayed
        case .unreachable: .identityUnreachable
        case .busy: .busy
        }
    }
}
