import Hummingbird
import HummingbirdCore
import Logging
import UsherDomain

/// What travels with a request: who asks, once ``SessionMiddleware`` has found out.
struct DoorContext: RequestContext {
    /// Longest request body, in bytes: the largest thing a page sends is an OpenID token.
    static let bodyBytesMax = 64 * 1024

    var coreContext: CoreRequestContextStorage
    /// The session of the request's cookie; `nil` when there is none.
    var session: Session?
    /// The secret of the cookie, from which the CSRF token derives.
    var cookie: Secret<String>?

    init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
    }

    var maxUploadSize: Int { Self.bodyBytesMax }
}
