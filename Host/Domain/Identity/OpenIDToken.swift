/// What a page hands over: an OpenID token and the server that issued it (client-server API,
/// `POST /user/{userId}/openid/request_token`). Untrusted until verified.
public struct OpenIDToken: Sendable {
    /// Longest token accepted, in bytes. Synapse's have 24; a generous bound keeps request lines sane.
    public static let bytesMax = 2048

    /// The server to ask.
    public let server: ServerName
    /// The secret. It goes into one request and nowhere else.
    public let secret: Secret<String>

    /// Parses both parts; `nil` when either cannot be right (empty or too long token, control characters, no server name).
    public init?(server: String, token: String) {
        guard let name = ServerName(server) else { return nil }
        guard (1...Self.bytesMax).contains(token.utf8.count), token.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f }) else {
            return nil
        }
        self.server = name
        self.secret = Secret(token)
    }
}
