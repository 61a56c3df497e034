import HTTPTypes
import Hummingbird
import HummingbirdCore

/// Lets nothing change that was not sent from Usher's own pages: every request but GET and HEAD must carry the site's own origin.
/// This also protects signing in, where there is no session yet and thus no CSRF token (login CSRF).
///
/// Except below `/hooks/`: third parties send no origin. There, no cookie counts, so that a browser can be made to do nothing
/// that a stranger cannot do.
struct SameOriginMiddleware: RouterMiddleware {
    static let hooks = "/hooks/"

    let origin: String

    func handle(
        _ request: Request, context: DoorContext, next: (Request, DoorContext) async throws -> Response
    ) async throws -> Response {
        if request.method != .get, request.method != .head, !request.uri.path.hasPrefix(Self.hooks) {
            guard request.headers[.origin] == origin else { throw Problem.otherOrigin }
        }
        return try await next(request, context)
    }
}
