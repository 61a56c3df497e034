import HTTPTypes
import Hummingbird
import HummingbirdCore

/// Lets nothing change that was not sent from Usher's own pages: every request but GET and HEAD must carry the site's own origin.
/// This also protects signing in, where there is no session yet and thus no CSRF token (login CSRF).
struct SameOriginMiddleware: RouterMiddleware {
    let origin: String

    func handle(
        _ request: Request, context: DoorContext, next: (Request, DoorContext) async throws -> Response
    ) async throws -> Response {
        if request.method != .get, request.method != .head {
            guard request.headers[.origin] == origin else { throw Problem.otherOrigin }
        }
        return try await next(request, context)
    }
}
