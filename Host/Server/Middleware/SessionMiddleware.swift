import HTTPTypes
import Hummingbird
import HummingbirdCore
import UsherDomain
import UsherEngine

/// Finds the session of a request's cookie. A change that comes with a session must carry the session's CSRF token.
struct SessionMiddleware: RouterMiddleware {
    let proveIdentity: ProveIdentity

    func handle(
        _ request: Request, context: DoorContext, next: (Request, DoorContext) async throws -> Response
    ) async throws -> Response {
        var context = context
        if let cookie = request.cookies[SessionCookie.name]?.value {
            context.session = try await proveIdentity.session(cookie: cookie)
            if context.session != nil { context.cookie = Secret(cookie) }
        }
        if let cookie = context.cookie, request.method != .get, request.method != .head {
            guard let token = request.headers[.csrf], SessionCookie.isCSRFToken(token, for: cookie) else { throw Problem.csrf }
        }
        return try await next(request, context)
    }
}
