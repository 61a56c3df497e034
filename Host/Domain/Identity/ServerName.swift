/// The name of a homeserver, as the part of a Matrix ID after its first colon.
///
/// Grammar: Matrix specification, appendices, "Server Name". Names are case-sensitive as identifiers; only DNS and TLS fold case.
public struct ServerName: Hashable, Sendable, CustomStringConvertible {
    /// What stands before the port.
    public enum Host: Hashable, Sendable {
        /// Four decimal numbers, as text.
        case ipv4(String)
        /// The text between the brackets.
        case ipv6(String)
        /// A name for DNS.
        case dns(String)
    }

    /// Longest name accepted, in bytes: the specification's recommendation.
    public static let bytesMax = 230

    /// The name exactly as it was written.
    public let text: String
    /// The host part, parsed.
    public let host: Host
    /// The port, where one is written.
    public let port: UInt16?

    public var description: String { text }

    /// Parses `text`; `nil` for anything the grammar does not allow (a URL, a path, user information, white space, an empty
    /// label, a trailing dot, port 0 or beyond 65535).
    public init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard !bytes.isEmpty, bytes.count <= Self.bytesMax else { return nil }
        let hostEnd: Int
        if bytes[0] == UInt8(ascii: "[") {
            guard let bracket = bytes.firstIndex(of: UInt8(ascii: "]")) else { return nil }
            let inner = bytes[1..<bracket]
            guard (2...45).contains(inner.count), inner.allSatisfy(Self.isIPv6Byte), inner.contains(UInt8(ascii: ":")) else {
                return nil
            }
            host = .ipv6(String(decoding: inner, as: UTF8.self))
            hostEnd = bracket + 1
        } else {
            hostEnd = bytes.firstIndex(of: UInt8(ascii: ":")) ?? bytes.count
            guard let parsed = Self.parseHost(bytes[..<hostEnd]) else { return nil }
            host = parsed
        }
        if hostEnd == bytes.count {
            port = nil
        } else {
            guard bytes[hostEnd] == UInt8(ascii: ":"), let number = Self.parsePort(bytes[(hostEnd + 1)...]) else { return nil }
            port = number
        }
        self.text = text
    }

    private static func parsePort(_ digits: ArraySlice<UInt8>) -> UInt16? {
        guard (1...5).contains(digits.count), digits.allSatisfy(isDigit) else { return nil }
        guard let number = UInt16(String(decoding: digits, as: UTF8.self)), number != 0 else { return nil }
        return number
    }

    private static func parseHost(_ bytes: ArraySlice<UInt8>) -> Host? {
        let labels = bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard labels.allSatisfy({ (1...63).contains($0.count) && $0.allSatisfy(isNameByte) }) else { return nil }
        let text = String(decoding: bytes, as: UTF8.self)
        // What resolvers would read as a number ("127.1", "0x7f000001", "2130706433") is an address in disguise: a real
        // top-level label is never all digits (RFC 3696, section 2).
        if let last = labels.last, looksNumeric(last) {
            guard labels.count == 4, labels.allSatisfy(isDecimalOctet) else { return nil }
            return .ipv4(text)
        }
        return .dns(text)
    }

    private static func looksNumeric(_ label: ArraySlice<UInt8>) -> Bool {
        if label.allSatisfy(isDigit) { return true }
        let lower = label.map { $0 | 0x20 }
        return lower.count > 1 && lower[0] == UInt8(ascii: "0") && lower[1] == UInt8(ascii: "x")
    }

    private static func isDecimalOctet(_ label: ArraySlice<UInt8>) -> Bool {
        guard label.count <= 3, label.allSatisfy(isDigit) else { return false }
        if label.count > 1, label.first == UInt8(ascii: "0") { return false }
        return UInt8(String(decoding: label, as: UTF8.self)) != nil
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        isDigit(byte) || byte == UInt8(ascii: "-") || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }

    private static func isIPv6Byte(_ byte: UInt8) -> Bool {
        isDigit(byte) || byte == UInt8(ascii: ":") || byte == UInt8(ascii: ".")
            || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte | 0x20)
    }
}
