/// One HTTP exchange to perform. It may hold secrets (in the address, in a header): it never prints more than its method.
public struct HTTPRequest: Sendable {
    /// What is asked for.
    public enum Method: String, Hashable, Sendable, CaseIterable {
        case get = "GET"
        case head = "HEAD"
        case post = "POST"
        case put = "PUT"
        case patch = "PATCH"
        case delete = "DELETE"

        /// Whether the method only looks (RFC 9110, section 9.2.1), so that nothing happens twice when it is sent twice.
        public var isSafe: Bool { self == .get || self == .head }
    }

    /// One line of the header. A name that is no token (RFC 9110, section 5.6.2), and a value with control characters, make the
    /// request ``HTTPFailure/invalidRequest``. An empty value takes away what would be sent under this name otherwise.
    public struct Header: Hashable, Sendable {
        public let name: String
        public let value: String

        public init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }

        /// Whether the name is a token and the value holds no control character.
        public var isWellFormed: Bool {
            !name.isEmpty && name.utf8.allSatisfy(Self.isTokenByte)
                && !value.utf8.contains { $0 < 0x20 || $0 == 0x7f }
        }

        static func isTokenByte(_ byte: UInt8) -> Bool {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                true
            default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
            }
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
    /// Sent as it is; the caller names its type in a header. Not sent with GET and HEAD. POST, PUT and PATCH without one send an
    /// empty one.
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
