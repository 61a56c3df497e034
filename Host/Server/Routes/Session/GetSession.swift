import Hummingbird
import HummingbirdCore
import UsherDomain

/// `GET /api/session`: who is signed in, and the CSRF token of the session.
struct GetSession: Sendable {
    struct Answer: Encodable {
        @ExplicitNull var user: String?
        @ExplicitNull var csrf: String?
    }

    @Sendable func handle(_ request: Request, _ context: DoorContext) async throws -> Response {
        JSON.response(
            Answer(user: context.session?.user.id.text, csrf: context.cookie.map { SessionCookie.csrfToken(for: $0) }))
    }
}
