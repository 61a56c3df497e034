/// One HTTP exchange to perform. It may hold secrets (in the address, in a header): it never prints more than its method.
public struct HTTPRequest: Sendable {
    /// What is asked for.
    public enum Method: String, Hashable, Sendable {
        case get = "GET"
        case post = "POST"
    }

    /// One line of the header. Names and values with control characters make the request ``HTTPFailure/invalidRequest``.
    public struct Header: Hashable, Sendable {
        public let name: String
        public let value: String

        public init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    /// Another machine to connect to than the one that the address names. The `Host` header and the name that the certificate
    /// must cover stay those of the address.
    public struct Detour: Hashable, Sendable {
        /// A DNS name, an IPv4 address, or an IPv6 address in brackets.
        public let host: String
        public let port: UInt16

        public init(host: String, port: UInt16) {
            self.host = host
            self.port = port
        }
    }

    public var method: Method
    /// The whole address. User information in it is refused.
    public var url: String
    public var headers: [Header] = []
    /// Sent as it is; the caller names its type in a header.
    public var body: [UInt8]?
    /// Which addresses may be connected to. The default is the careful one.
    public var addresses: AddressPolicy = .publicOnly
    /// Whether `http:` may be used; only for a base URL that an admin wrote down.
    public var allowsPlainText = false
    public var detour: Detour?
    /// The longest body accepted, in bytes. More ends the exchange with ``HTTPFailure/tooLarge``.
    public var responseBytesMax = 64 * 1024
    /// From handing over the request to the last byte of the answer, in milliseconds; waiting in the queue counts.
    public var deadlineMilliseconds = 10_000
    /// For name, connection and TLS handshake together, in milliseconds.
    public var connectMilliseconds = 5_000

    /// A request with the defaults above.
    public init(_ method: Method, _ url: String) {
        self.method = method
        self.url = url
    }
}

extension HTTPRequest: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String { "\(method.rawValue) <redacted>" }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: []) }
}
