import HTTPTypes
import Hummingbird
import HummingbirdCore

/// Puts the security headers on every response.
struct SecurityHeadersMiddleware: RouterMiddleware {
    private let headers: HTTPFields

    init(site: Site) {
        var headers: HTTPFields = [
            .contentSecurityPolicy: Self.contentSecurityPolicy(site),
            .xContentTypeOptions: "nosniff",
            .referrerPolicy: "no-referrer",
            .openerPolicy: "same-origin",
            .resourcePolicy: "same-origin",
            .permissionsPolicy: "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
        ]
        if site.isSecure { headers[.strictTransportSecurity] = "max-age=63072000" }
        self.headers = headers
    }

    func handle(
        _ request: Request, context: DoorContext, next: (Request, DoorContext) async throws -> Response
    ) async throws -> Response {
        var response = try await next(request, context)
        for field in headers { response.headers[field.name] = field.value }
        if !response.headers.contains(.cacheControl) { response.headers[.cacheControl] = "no-store" }
        return response
    }

    /// The page signs people in at their own homeserver, which nobody knows in advance: hence `https:` in connect-src, and the
    /// configured servers, which may be plain http on loopback. Nothing else is loaded from anywhere else.
    private static func contentSecurityPolicy(_ site: Site) -> String {
        let servers = Set(site.knownServers.map(\.clientURL)).filter { !$0.hasPrefix("https://") }.sorted()
        return [
            "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data:", "font-src 'self'",
            (["connect-src 'self' https:"] + servers).joined(separator: " "), "base-uri 'none'", "form-action 'self'",
            "frame-ancestors 'none'", "require-trusted-types-for 'script'", "trusted-types 'none'",
        ].joined(separator: "; ")
    }
}
