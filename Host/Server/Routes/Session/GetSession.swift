import Hummingbird
import HummingbirdCore
import UsherDomain

/// `GET /api/session`: who is signed in, and the CSRF token of the session.
struct GetSession: Sendable {
    struct Answer: Encodable {
        let user: String?
        let csrf: String?

        enum CodingKeys: CodingKey { case user, csrf }

        func encode(to encoder: any Encoder) throws {
            // Nulls are written, so that a page need not tell "absent" from "nobody".
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(user, forKey: .user)
            try container.encode(csrf, forKey: .csrf)
        }
    }

    @Sendable func handle(_ request: Request, _ context: DoorContext) async throws -> Response {
        JSON.response(
            Answer(user: context.session?.user.id.text, csrf: context.cookie.map { SessionCookie.csrfToken(for: $0) }))
    }
}
