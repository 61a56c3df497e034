/// An error code of OAuth (RFC 6749, sections 4.1.2.1 and 5.2), and who has to mend it.
struct OAuthFailure: Hashable, Sendable {
    let code: String
    let status: Int

    /// Longest code that is repeated to an admin, in bytes.
    private static let codeBytesMax = 64

    /// The error to throw. Only the code is told: a description may carry anything.
    func pluginError(retryAfterMilliseconds: Int64?) -> PluginError {
        let isPlain = code.utf8.count <= Self.codeBytesMax && code.utf8.allSatisfy { (0x21...0x7e).contains($0) }
        let message = "the third party answered \(isPlain ? code : "with an error that is not a word")"
        switch code {
        // The code or the refresh token is used up, withdrawn or too old.
        case "invalid_grant": return PluginError(.relink, message)
        case "invalid_client", "unauthorized_client", "unsupported_grant_type", "unsupported_response_type", "invalid_scope",
            "invalid_request":
            return PluginError(.configuration, message + ": check the client's id, secret, scope and return address")
        case "slow_down":
            return PluginError(.rateLimited, message, retryAfterMilliseconds: retryAfterMilliseconds ?? 0)
        default:
            return PluginError(.upstream, message, retryAfterMilliseconds: retryAfterMilliseconds ?? 0)
        }
    }
}
