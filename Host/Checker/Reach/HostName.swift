internal import Glibc

/// A machine by its name or address, in the one spelling that is compared: names in lower case, addresses as the system writes
/// them, those of version 6 in brackets.
struct HostName: Hashable, Sendable {
    /// Of a whole name, and of each part between dots, in bytes (RFC 1035).
    private static let bytesMax = 253
    private static let labelBytesMax = 63

    let text: String
    let isAddress: Bool

    /// `nil` for what is neither a name, nor an address of four decimal numbers, nor an IPv6 address in brackets.
    init?(_ text: Substring) {
        guard text.utf8.allSatisfy({ (0x21...0x7e).contains($0) }) else { return nil }
        if text.hasPrefix("["), text.hasSuffix("]") {
            guard let address = Self.address(String(text.dropFirst().dropLast()), AF_INET6) else { return nil }
            (self.text, isAddress) = ("[\(address)]", true)
            return
        }
        let lower = text.lowercased()
        let labels = lower.split(separator: ".", omittingEmptySubsequences: false)
        guard lower.utf8.count <= Self.bytesMax, labels.allSatisfy(Self.isLabel), let last = labels.last else { return nil }
        guard last.utf8.allSatisfy({ (48...57).contains($0) }) || last.hasPrefix("0x") else {
            (self.text, isAddress) = (lower, false)
            return
        }
        // Some resolvers take every name that ends in a number for an address.
        guard let address = Self.address(lower, AF_INET) else { return nil }
        (self.text, isAddress) = (address, true)
    }

    private static func isLabel(_ label: Substring) -> Bool {
        let bytes = Array(label.utf8)
        let hyphen = UInt8(ascii: "-")
        guard (1...labelBytesMax).contains(bytes.count), bytes.first != hyphen, bytes.last != hyphen else { return false }
        return bytes.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == hyphen }
    }

    private static func address(_ text: String, _ family: Int32) -> String? {
        var bytes = [UInt8](repeating: 0, count: 16)
        guard inet_pton(family, text, &bytes) == 1 else { return nil }
        var written = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        guard inet_ntop(family, bytes, &written, socklen_t(written.count)) != nil else { return nil }
        return String(decoding: written.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
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
    init?(_ text: Substring, defaultPort: UInt16?) {
        let end =
            text.hasPrefix("[") ? text.firstIndex(of: "]").map(text.index(after:)) ?? text.endIndex : text.firstIndex(of: ":")
        let split = end ?? text.endIndex
        guard let host = HostName(text[..<split]) else { return nil }
        let rest = text[split...]
        guard let port = rest.isEmpty ? defaultPort : rest.hasPrefix(":") ? Self.port(rest.dropFirst()) : nil else { return nil }
        self.init(host: host, port: port)
    }

    /// A port in plain digits: 1 to 65535, without zeros in front.
    static func port(_ text: Substring) -> UInt16? {
        guard let port = UInt16(text), port > 0, "\(port)" == text else { return nil }
        return port
    }
}

/// Which machines a manifest names: one by its name, or, with `*.` in front, everything below a name.
struct HostPattern: Hashable, Sendable {
    private let name: String
    private let isWildcard: Bool

    /// `nil` for anything but a name in lower case of at least two labels, after `*.` or not.
    init?(_ text: Substring) {
        isWildcard = text.hasPrefix("*.")
        let rest = text.dropFirst(isWildcard ? 2 : 0)
        guard let host = HostName(rest), !host.isAddress, host.text == rest, rest.contains(".") else { return nil }
        name = host.text
    }

    func matches(_ host: HostName) -> Bool {
        guard !host.isAddress else { return false }
        return isWildcard ? host.text.hasSuffix(".\(name)") : host.text == name
    }
}
