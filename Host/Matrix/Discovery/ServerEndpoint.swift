public import UsherDomain
import UsherHTTP

/// Where the federation API of a homeserver answers, and under which names (Matrix server-server specification, "Resolving server
/// names").
public struct ServerEndpoint: Hashable, Sendable {
    /// The machine to connect to: a DNS name, an IPv4 address, or an IPv6 address in brackets.
    public let connectHost: String
    /// The port to connect to.
    public let port: UInt16
    /// The `Host` header.
    public let hostHeader: String
    /// What the certificate must cover; also the name in the TLS handshake, where it is a name and no address.
    public let certificateName: String

    init(connectHost: String, port: UInt16, hostHeader: String, certificateName: String) {
        self.connectHost = connectHost
        self.port = port
        self.hostHeader = hostHeader
        self.certificateName = certificateName
    }

    /// The port of a server that names none.
    public static let defaultPort: UInt16 = 8448

    /// Where `server` answers, in the order of trial.
    ///
    /// - An IP literal: that address, at the port written or 8448 (step 1).
    /// - A name with a port: that name and port (step 2).
    /// - A name alone: port 8448 (step 6). Delegation (steps 3 to 5) is not looked up.
    public static func candidates(for server: ServerName) -> [ServerEndpoint] {
        let host =
            switch server.host {
            case .ipv4(let text), .dns(let text): text
            case .ipv6(let text): "[\(text)]"
            }
        let port = server.port ?? defaultPort
        return [ServerEndpoint(connectHost: host, port: port, hostHeader: server.text, certificateName: host)]
    }

    /// A request to `path` (with its query) at this endpoint.
    func request(_ path: String) -> HTTPRequest {
        var request = HTTPRequest(.get, "https://\(certificateName):\(port)\(path)")
        request.headers = [HTTPRequest.Header("Host", hostHeader)]
        if connectHost != certificateName { request.detour = HTTPRequest.Detour(host: connectHost, port: port) }
        return request
    }
}
