/// The address and port to listen on, as `host:port` or `[v6]:port`.
struct ListenAddress: Hashable, Sendable, CustomStringConvertible {
    static let expectation = "an address and a port, such as 127.0.0.1:8080"
    /// Where a daemon listens that was not told: loopback, behind the admin's own TLS proxy.
    static let standard = ListenAddress(host: "127.0.0.1", port: 8080)

    let host: String
    let port: Int

    var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }

    private init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    init?(_ text: String) {
        guard let colon = text.lastIndex(of: ":"), let port = Int(text[text.index(after: colon)...]) else { return nil }
        guard (1...65535).contains(port) else { return nil }
        var host = text[..<colon]
        if host.hasPrefix("["), host.hasSuffix("]") {
            host = host.dropFirst().dropLast()
        } else if host.contains(":") {
            return nil
        }
        let isName = host.utf8.allSatisfy { byte in
            switch byte {
            case 48...57, 65...90, 97...122, UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: ":"): true
            default: false
            }
        }
        guard !host.isEmpty, isName else { return nil }
        self.init(host: String(host), port: port)
    }
}
