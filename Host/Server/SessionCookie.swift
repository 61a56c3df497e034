import Crypto
import FoundationEssentials
import UsherDomain

/// The session's cookie and the CSRF token that belongs to it.
enum SessionCookie {
    /// The `__Host-` prefix makes browsers insist on Secure, Path=/ and no Domain (RFC 6265bis, section 4.1.3.2).
    static let name = "__Host-usher"
    /// What is authenticated with the cookie's secret to make the CSRF token; versioned, so that it can be changed.
    private static let purpose = Array("usher csrf token 1".utf8)

    /// The value of a `Set-Cookie` header that opens a session.
    static func header(opening secret: Secret<String>, seconds: Int64) -> String {
        "\(name)=\(secret.reveal()); Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=\(seconds)"
    }

    /// The value of a `Set-Cookie` header that removes the cookie.
    static let headerClosing = "\(name)=; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=0"

    /// The token that a page must send with every change. It derives from the cookie, so that nothing needs storing and a GET can
    /// hand it out.
    static func csrfToken(for secret: Secret<String>) -> String {
        let code = HMAC<SHA256>.authenticationCode(for: purpose, using: key(secret))
        return Data(code).base64EncodedString()
    }

    /// Whether `token` belongs to this cookie; takes the same time for every wrong token.
    static func isCSRFToken(_ token: String, for secret: Secret<String>) -> Bool {
        guard let code = Data(base64Encoded: token) else { return false }
        return HMAC<SHA256>.isValidAuthenticationCode(code, authenticating: purpose, using: key(secret))
    }

    private static func key(_ secret: Secret<String>) -> SymmetricKey {
        SymmetricKey(data: Array(secret.reveal().utf8))
    }
}
