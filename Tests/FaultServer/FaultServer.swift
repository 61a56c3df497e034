import Foundation
public import UsherHTTP

/// A server that misbehaves on request (`fault_server.py`), for the tests of UsherHTTP and UsherMatrix: one per test process, on
/// loopback, with certificates of an authority of its own. It ends with the process that started it.
public final class FaultServer: Sendable {
    /// The ports that it listens on.
    public enum Listener: String, Sendable {
        /// HTTP without TLS.
        case plain
        /// TLS with a certificate for 127.0.0.1 and localhost.
        case tls
        /// The same, for the one test that counts its connections.
        case kept
        /// The same names, signed by an authority that nobody trusts.
        case tlsOtherAuthority = "tls_other_authority"
        /// Signed by the trusted authority, for other names than 127.0.0.1.
        case tlsWithoutIP = "tls_without_ip"
        /// Accepts and says nothing, not even in TLS.
        case stall
        /// Accepts and says nothing; for tests that nobody connects.
        case untouched
    }

    /// What was counted since the start.
    public struct Counters: Decodable, Sendable {
        public var untouched: Int?
        public var kept: Int?
        /// The names sent in TLS handshakes; an empty text for a handshake without one.
        public var server_names: [String]
    }

    private struct Ready: Decodable {
        let authority: String
        let ports: [String: UInt16]
    }

    /// The only one of this process.
    public static let shared: FaultServer = {
        do {
            return try FaultServer()
        } catch {
            preconditionFailure("the fault server did not start: \(error)")
        }
    }()

    /// The PEM file of the authority.
    public let authority: String
    /// Trusts the system's authorities and ours.
    public let trust: TrustStore
    private let ports: [String: UInt16]
    /// Closed by the kernel when the test process ends, however it ends; then the server ends.
    private let input: Pipe

    private init() throws {
        let script = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "fault_server.py")
        let process = Process()
        let (input, output) = (Pipe(), Pipe())
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["python3", script.path]
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        var line = Data()
        while line.last != UInt8(ascii: "\n"), let piece = try output.fileHandleForReading.read(upToCount: 1) { line += piece }
        let ready = try JSONDecoder().decode(Ready.self, from: line)
        authority = ready.authority
        ports = ready.ports
        trust = try TrustStore(extraFile: authority)
        self.input = input
    }

    /// The port of a listener.
    public func port(_ listener: Listener) -> UInt16 {
        guard let port = ports[listener.rawValue] else { preconditionFailure("no listener \(listener)") }
        return port
    }

    /// The address at which a listener carries out `order`, a JSON object.
    public func url(_ listener: Listener, _ order: String, host: String = "127.0.0.1") -> String {
        let scheme = listener == .plain ? "http" : "https"
        return "\(scheme)://\(host):\(port(listener))/?do=\(PercentEncoding.encode(order))"
    }

    /// What was counted so far.
    public func counters(_ http: HTTPClient) async throws -> Counters {
        try JSONDecoder().decode(Counters.self, from: try await Self.get("http://127.0.0.1:\(port(.plain))/counters", http))
    }

    /// Lets every answer go that waits, or will wait, at this gate.
    public func open(gate: String, _ http: HTTPClient) async throws {
        _ = try await Self.get("http://127.0.0.1:\(port(.plain))/open/\(gate)", http)
    }

    static func get(_ url: String, _ http: HTTPClient) async throws -> Data {
        var request = HTTPRequest(.get, url)
        request.addresses = .any
        request.allowsPlainText = true
        return Data(try await http.perform(request).body)
    }
}
