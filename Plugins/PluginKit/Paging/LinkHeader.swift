/// The header `Link` (RFC 8288), with which many services say where the next page is.
public enum LinkHeader {
    /// The address of the next page (`rel="next"`), or `nil` on the last one. An address on another origin throws `.upstream`,
    /// because the credential would go there.
    ///
    /// - Parameter url: the address of this page, which relative addresses (only those that begin with `/` or `?`) belong to.
    public static func next(in response: HTTPResponse, at url: String) throws -> String? {
        try target(of: "next", in: response.headers.filter { $0.name == "link" }.map(\.value), at: url)
    }

    static func target(of relation: String, in values: [String], at url: String) throws -> String? {
        for value in values {
            var reader = LinkHeaderReader(value)
            while let link = try reader.next() {
                // Section 3.3: several relation types, separated by spaces; only the first `rel` counts.
                let types = link.parameters.first { $0.name == "rel" }?.value.lowercased().split(separator: " ") ?? []
                if types.contains(relation[...]) { return try resolve(link.target, at: url) }
            }
        }
        return nil
    }

    private static func resolve(_ target: String, at url: String) throws -> String {
        guard let origin = origin(of: url) else { throw PluginError(.invalid, "the address of a page is not absolute") }
        if target.hasPrefix("?") { return url.prefix { $0 != "?" && $0 != "#" } + target }
        if target.hasPrefix("/"), !target.hasPrefix("//") { return origin + target }
        guard Self.origin(of: target)?.lowercased() == origin.lowercased() else {
            throw PluginError(.upstream, "the next page is on another origin")
        }
        return target
    }

    /// Scheme and authority of an absolute address.
    private static func origin(of url: String) -> String? {
        guard let separator = url.firstRange(of: "://") else { return nil }
        let authority = url[separator.upperBound...].prefix { !"/?#\\".contains($0) }
        guard !authority.isEmpty, url[..<separator.lowerBound].utf8.allSatisfy({ (97...122).contains($0 | 0x20) }) else {
            return nil
        }
        return String(url[..<separator.upperBound] + authority)
    }
}

/// Reads `#link-value` of RFC 8288, section 3, byte by byte.
private struct LinkHeaderReader {
    struct Link {
        let target: String
        var parameters: [(name: String, value: String)] = []
    }

    private var rest: ArraySlice<UInt8>

    init(_ value: String) {
        rest = Array(value.utf8)[...]
    }

    /// The next link, or `nil` at the end. Throws `.upstream` for what is no link: half a listing must not look like a whole one.
    mutating func next() throws -> Link? {
        skip { $0 == UInt8(ascii: ",") || Self.isSpace($0) }
        guard let first = rest.popFirst() else { return nil }
        guard first == UInt8(ascii: "<"), let end = rest.firstIndex(of: UInt8(ascii: ">")) else { throw Self.broken }
        var link = Link(target: String(decoding: rest[..<end], as: UTF8.self))
        rest = rest[(end + 1)...]
        while true {
            skip(Self.isSpace)
            guard let byte = rest.first, byte != UInt8(ascii: ",") else { return link }
            guard byte == UInt8(ascii: ";") else { throw Self.broken }
            rest = rest.dropFirst()
            skip(Self.isSpace)
            let name = take { !Self.isSpace($0) && !"=;,".utf8.contains($0) }
            skip(Self.isSpace)
            guard rest.first == UInt8(ascii: "=") else {
                if !name.isEmpty { link.parameters.append((name.lowercased(), "")) }
                continue
            }
            rest = rest.dropFirst()
            skip(Self.isSpace)
            link.parameters.append((name.lowercased(), try value()))
        }
    }

    /// A token or a quoted string.
    private mutating func value() throws -> String {
        guard rest.first == UInt8(ascii: "\"") else { return take { !Self.isSpace($0) && !";,".utf8.contains($0) } }
        rest = rest.dropFirst()
        var bytes: [UInt8] = []
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "\"") { return String(decoding: bytes, as: UTF8.self) }
            guard byte == UInt8(ascii: "\\") else {
                bytes.append(byte)
                continue
            }
            guard let escaped = rest.popFirst() else { throw Self.broken }
            bytes.append(escaped)
        }
        throw Self.broken
    }

    private mutating func skip(_ isSkipped: (UInt8) -> Bool) {
        rest = rest.drop(while: isSkipped)
    }

    private mutating func take(_ isTaken: (UInt8) -> Bool) -> String {
        let taken = rest.prefix(while: isTaken)
        rest = rest.dropFirst(taken.count)
        return String(decoding: taken, as: UTF8.self)
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

    private static var broken: PluginError { PluginError(.upstream, "the third party's Link header cannot be read") }
}
