internal import UsherHTTP

/// A machine by its name or address, in one spelling only.
enum HostName: Hashable, Sendable {
    /// A DNS name in lower case, without a dot at the end.
    case name(String)
    /// An IP address, and how it was written.
    case address(IPAddress, text: String)

    /// Longest DNS name, in bytes (RFC 1035, section 2.3.4, without the dot at the end).
    static let bytesMax = 253

    /// How it stands in front of a port.
    var inAddress: String {
        switch self {
        case .name(let text), .address(.v4, let text): text
        case .address(.v6, let text): "[\(text)]"
        }
    }

    /// Without brackets, for a resolver.
    var text: String {
        switch self {
        case .name(let text), .address(_, let text): text
        }
    }

    /// Parses a DNS name in any case, or an IPv4 address of four decimal numbers; if it stood in brackets, an IPv6 address.
    ///
    /// `nil` for everything else, and in particular for the other ways to write an IPv4 address (`127.1`, `0x7f.0.0.1`):
    /// resolvers take names that end in a number for one.
    init?(_ text: String, isBracketed: Bool = false) {
        // Some letters beyond ASCII have a lower case within it.
        guard text.utf8.allSatisfy({ $0 < 0x80 }) else { return nil }
        if isBracketed {
            guard case .v6 = IPAddress(text) else { return nil }
            self = IPAddress(text).map { .address($0, text: text.lowercased()) } ?? .name(text)
            return
        }
        let lower = text.lowercased()
        let labels = lower.split(separator: ".", omittingEmptySubsequences: false)
        guard lower.utf8.count <= Self.bytesMax, labels.allSatisfy(Self.isLabel), let last = labels.last else { return nil }
        guard Self.isNumeric(last) else {
            self = .name(lower)
            return
        }
        guard case .v4 = IPAddress(lower), let address = IPAddress(lower) else { return nil }
        self = .address(address, text: lower)
    }

    /// A label of a host name (RFC 1123, section 2.1): letters, digits, and hyphens between them.
    static func isLabel(_ label: Substring) -> Bool {
        let bytes = Array(label.utf8)
        guard (1...63).contains(bytes.count), bytes.first != UInt8(ascii: "-"), bytes.last != UInt8(ascii: "-") else {
            return false
        }
        return bytes.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == UInt8(ascii: "-") }
    }

    /// Whether some resolver would take a last label like this for a number.
    private static func isNumeric(_ label: Substring) -> Bool {
        label.utf8.allSatisfy { (48...57).contains($0) } || label.hasPrefix("0x")
    }
}

extension HostName {
    /// An address is the same however it was written.
    static func == (left: HostName, right: HostName) -> Bool {
        switch (left, right) {
        case (.name(let left), .name(let right)): left == right
        case (.address(let left, _), .address(let right, _)): left == right
        case (.name, .address), (.address, .name): false
        }
    }

    func hash(into hasher: inout Hasher) {
        switch self {
        case .name(let text): hasher.combine(text)
        case .address(let address, _): hasher.combine(address)
        }
    }
}

/// `host:port`.
struct HostAndPort: Hashable, Sendable {
    let host: HostName
    let port: UInt16

    init(host: HostName, port: UInt16) {
        self.host = host
        self.port = port
    }

    /// Parses `host`, `host:port`, `[v6]` or `[v6]:port`; `nil` for anything else, also without a port when there is no default.
    init?(_ text: String, defaultPort: UInt16?) {
        let hostText: Substring
        let rest: Substring
        let isBracketed = text.hasPrefix("[")
        if isBracketed {
            guard let end = text.firstIndex(of: "]") else { return nil }
            hostText = text[text.index(after: text.startIndex)..<end]
            rest = text[text.index(after: end)...]
        } else {
            let end = text.firstIndex(of: ":") ?? text.endIndex
            hostText = text[..<end]
            rest = text[end...]
        }
        guard let host = HostName(String(hostText), isBracketed: isBracketed) else { return nil }
        if rest.isEmpty {
            guard let defaultPort else { return nil }
            self.init(host: host, port: defaultPort)
        } else {
            guard rest.hasPrefix(":"), let port = Self.port(rest.dropFirst()) else { return nil }
            self.init(host: host, port: port)
        }
    }

    /// A port in plain digits: 1 to 65535, without zeros in front.
    private static func port(_ text: Substring) -> UInt16? {
        guard (1...5).contains(text.utf8.count), text.utf8.allSatisfy({ (48...57).contains($0) }), !text.hasPrefix("0") else {
            return nil
        }
        return UInt16(text)
    }
}
