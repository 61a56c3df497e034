/// A parsed JSON document (RFC 8259) in which values are found by pointers (RFC 6901), as `usher.json/1` wants it.
public struct JSONDocument {
    /// One value: what it is, its text in the document, and what is in it.
    struct Node {
        enum Kind: Int32 {
            case null = 1
            case bool = 2
            case number = 3
            case string = 4
            case array = 5
            case object = 6
        }

        var kind: Kind
        /// Strings come decoded, everything else as its text in the document.
        var text = ""
        var members: [(name: String, node: Node)] = []
    }

    private let root: Node

    /// Parses `text`; `nil` when it is not JSON.
    public init?(_ text: String) {
        var parser = Parser(Array(text.utf8))
        guard let root = parser.document() else { return nil }
        self.root = root
    }

    func find(_ pointer: String) -> Node? {
        guard !pointer.isEmpty else { return root }
        var node = root
        for part in pointer.split(separator: "/", omittingEmptySubsequences: false).dropFirst() {
            let name = Self.replacing("~0", by: "~", in: Self.replacing("~1", by: "/", in: String(part)))
            let next: Node?
            switch node.kind {
            case .object: next = node.members.last { $0.name == name }?.node
            case .array: next = Int(name).flatMap { node.members.indices.contains($0) ? node.members[$0].node : nil }
            default: next = nil
            }
            guard let next else { return nil }
            node = next
        }
        return node
    }

    /// The text or number at `pointer`, or `nil`: for tests that read a plugin's answer.
    public func text(_ pointer: String) -> String? { find(pointer)?.text }

    /// How many elements or members are at `pointer`.
    public func count(_ pointer: String) -> Int? { find(pointer)?.members.count }

    /// `text` as a JSON string, quotation marks included.
    static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": result += "\\" + String(scalar)
            case "\u{0}"..."\u{1f}":
                result += "\\u00" + (scalar.value < 16 ? "0" : "") + String(scalar.value, radix: 16)
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }

    /// Name, value, name, value … of what is at `pointer`; the values as documents of their own.
    func namesAndValues(_ pointer: String) -> [String] {
        guard let node = find(pointer) else { return [] }
        var texts: [String] = []
        for member in node.members {
            texts.append(member.name)
            texts.append(member.node.kind == .string ? Self.quoted(member.node.text) : member.node.text)
        }
        return texts
    }

    private static func replacing(_ old: String, by new: String, in text: String) -> String {
        var (rest, result) = (Substring(text), "")
        while let range = rest.firstRange(of: old) {
            result += rest[..<range.lowerBound] + new
            rest = rest[range.upperBound...]
        }
        return result + rest
    }
}

private struct Parser {
    let bytes: [UInt8]
    var index = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    mutating func document() -> JSONDocument.Node? {
        guard let node = value(depth: 0) else { return nil }
        skipSpace()
        return index == bytes.count ? node : nil
    }

    private mutating func value(depth: Int) -> JSONDocument.Node? {
        skipSpace()
        guard depth < 64, index < bytes.count else { return nil }
        let start = index
        switch bytes[index] {
        case UInt8(ascii: "{"): return members(depth, close: UInt8(ascii: "}"), .object, from: start)
        case UInt8(ascii: "["): return members(depth, close: UInt8(ascii: "]"), .array, from: start)
        case UInt8(ascii: "\""): return string().map { JSONDocument.Node(kind: .string, text: $0) }
        case UInt8(ascii: "t"): return word("true", .bool)
        case UInt8(ascii: "f"): return word("false", .bool)
        case UInt8(ascii: "n"): return word("null", .null)
        default: return number()
        }
    }

    private mutating func members(
        _ depth: Int, close: UInt8, _ kind: JSONDocument.Node.Kind, from start: Int
    ) -> JSONDocument.Node? {
        var node = JSONDocument.Node(kind: kind)
        index += 1
        skipSpace()
        while take(close) == false {
            if !node.members.isEmpty, take(UInt8(ascii: ",")) == false { return nil }
            var name = ""
            if kind == .object {
                skipSpace()
                guard index < bytes.count, bytes[index] == UInt8(ascii: "\""), let key = string() else { return nil }
                skipSpace()
                guard take(UInt8(ascii: ":")) else { return nil }
                name = key
            }
            guard let member = value(depth: depth + 1) else { return nil }
            node.members.append((name, member))
            skipSpace()
        }
        node.text = String(decoding: bytes[start..<index], as: UTF8.self)
        return node
    }

    private mutating func string() -> String? {
        index += 1
        var units: [UInt8] = []
        while index < bytes.count, bytes[index] != UInt8(ascii: "\"") {
            guard bytes[index] >= 0x20 else { return nil }
            if bytes[index] == UInt8(ascii: "\\") {
                guard let scalar = escape() else { return nil }
                units += Array(String(scalar).utf8)
            } else {
                units.append(bytes[index])
                index += 1
            }
        }
        guard take(UInt8(ascii: "\"")) else { return nil }
        return String(decoding: units, as: UTF8.self)
    }

    private mutating func escape() -> Unicode.Scalar? {
        index += 2
        guard index <= bytes.count else { return nil }
        switch bytes[index - 1] {
        case UInt8(ascii: "\""): return "\""
        case UInt8(ascii: "\\"): return "\\"
        case UInt8(ascii: "/"): return "/"
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{c}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): break
        default: return nil
        }
        guard let first = hex4() else { return nil }
        guard (0xd800..<0xdc00).contains(first) else { return Unicode.Scalar(first) }
        guard take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")), let second = hex4() else { return nil }
        guard (0xdc00..<0xe000).contains(second) else { return nil }
        return Unicode.Scalar(0x10000 + (first - 0xd800) << 10 + (second - 0xdc00))
    }

    private mutating func hex4() -> UInt32? {
        guard index + 4 <= bytes.count else { return nil }
        defer { index += 4 }
        return UInt32(String(decoding: bytes[index..<index + 4], as: UTF8.self), radix: 16)
    }

    private mutating func word(_ word: String, _ kind: JSONDocument.Node.Kind) -> JSONDocument.Node? {
        guard bytes[index...].starts(with: word.utf8) else { return nil }
        index += word.utf8.count
        return JSONDocument.Node(kind: kind, text: word)
    }

    private mutating func number() -> JSONDocument.Node? {
        let start = index
        _ = take(UInt8(ascii: "-"))
        // No zeros in front (RFC 8259, section 6).
        if !take(UInt8(ascii: "0")) { guard digits() else { return nil } }
        if take(UInt8(ascii: ".")) { guard digits() else { return nil } }
        if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
            if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
            guard digits() else { return nil }
        }
        return JSONDocument.Node(kind: .number, text: String(decoding: bytes[start..<index], as: UTF8.self))
    }

    /// At least one.
    private mutating func digits() -> Bool {
        let start = index
        while index < bytes.count, (48...57).contains(bytes[index]) { index += 1 }
        return index > start
    }

    private mutating func skipSpace() {
        while index < bytes.count, [0x20, 0x09, 0x0a, 0x0d].contains(bytes[index]) { index += 1 }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard index < bytes.count, bytes[index] == byte else { return false }
        index += 1
        return true
    }
}
