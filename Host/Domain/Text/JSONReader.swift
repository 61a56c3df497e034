/// Reads JSON that strangers wrote (RFC 8259), strictly: what stands twice in an object is refused, since readers disagree about
/// which of the two counts.
struct JSONReader {
    /// What is wrong, and where.
    struct Fault: Error {
        let message: String
        let offset: Int
        let pointer: String
    }

    /// UTF-8.
    let bytes: [UInt8]
    /// Most levels of arrays and objects.
    let depthMax: Int
    /// The next byte.
    private(set) var offset: Int
    /// Where in the document it is, as the steps of a pointer.
    private var path: [String] = []

    init(_ bytes: [UInt8], at offset: Int = 0, depthMax: Int) {
        self.bytes = bytes
        self.offset = offset
        self.depthMax = depthMax
    }

    /// Reads the whole text.
    mutating func document() throws(Fault) -> JSONTree {
        skipSpace()
        if offset == bytes.count { throw fault("there is nothing here; a JSON value is expected") }
        let value = try value()
        skipSpace()
        if offset < bytes.count { throw fault("the document ends before this") }
        return value
    }

    /// Reads the value at hand, and stops behind it.
    mutating func value(depth: Int = 0) throws(Fault) -> JSONTree {
        switch byte {
        case UInt8(ascii: "{"): return try object(depth: depth)
        case UInt8(ascii: "["): return try array(depth: depth)
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "-"), 48...57: return .number(try number())
        default: return try word()
        }
    }

    /// The byte at hand; 0 at the end, which is nothing outside a string, and no byte inside one.
    private var byte: UInt8 { offset < bytes.count ? bytes[offset] : 0 }

    private func fault(_ message: String, at place: Int? = nil) -> Fault {
        Fault(message: message, offset: place ?? offset, pointer: path.map(JSONRefusal.token).joined())
    }

    private mutating func skipSpace() {
        while [0x20, 0x09, 0x0a, 0x0d].contains(byte) { offset += 1 }
    }

    // MARK: Values

    private mutating func object(depth: Int) throws(Fault) -> JSONTree {
        let start = offset
        guard depth < depthMax else { throw fault("nested too deeply: at most \(depthMax) levels") }
        var members: [JSONTree.Member] = []
        var names: Set<[UInt8]> = []
        offset += 1
        skipSpace()
        if take("}") { return .object([]) }
        repeat {
            skipSpace()
            let place = offset
            guard byte == UInt8(ascii: "\"") else {
                throw fault(
                    offset == bytes.count ? "the object never ends" : "expected the name of a member, in quotes", at: place)
            }
            let name = try string()
            guard names.insert(Array(name.utf8)).inserted else {
                throw fault("\(JSONTree.string(name).text) stands twice in this object: keep one of them", at: place)
            }
            skipSpace()
            guard take(":") else { throw fault("expected `:` after the name of a member") }
            skipSpace()
            path.append(name)
            members.append(JSONTree.Member(name: name, value: try value(depth: depth + 1)))
            path.removeLast()
            skipSpace()
        } while take(",")
        guard take("}") else { throw unclosed("object", "}", start) }
        return .object(members)
    }

    private mutating func array(depth: Int) throws(Fault) -> JSONTree {
        let start = offset
        guard depth < depthMax else { throw fault("nested too deeply: at most \(depthMax) levels") }
        var elements: [JSONTree] = []
        offset += 1
        skipSpace()
        if take("]") { return .array([]) }
        repeat {
            skipSpace()
            path.append(String(elements.count))
            elements.append(try value(depth: depth + 1))
            path.removeLast()
            skipSpace()
        } while take(",")
        guard take("]") else { throw unclosed("array", "]", start) }
        return .array(elements)
    }

    private func unclosed(_ kind: String, _ end: String, _ start: Int) -> Fault {
        offset == bytes.count
            ? fault("the \(kind) that begins here never ends: `\(end)` is missing", at: start) : fault("expected `,` or `\(end)`")
    }

    private mutating func word() throws(Fault) -> JSONTree {
        let words: KeyValuePairs<String, JSONTree> = ["true": .bool(true), "false": .bool(false), "null": .null]
        for (word, value) in words where bytes[offset...].starts(with: word.utf8) {
            offset += word.utf8.count
            return value
        }
        let message = offset == bytes.count ? "the text ends where a value is expected" : "no JSON value begins so"
        throw fault(message + ": text is written in quotes, a truth value as `true` or `false`")
    }

    private mutating func number() throws(Fault) -> String {
        let start = offset
        let isNegative = take("-")
        var digits = try digits("a digit")
        if digits.count > 1, digits[0] == UInt8(ascii: "0") { throw fault("a number does not begin with 0", at: start) }
        var exponent = 0
        if take(".") {
            let fraction = try self.digits("a digit after the point")
            digits += fraction
            exponent = -fraction.count
        }
        if take("e") || take("E") {
            let isBelow = byte == UInt8(ascii: "-")
            if isBelow || byte == UInt8(ascii: "+") { offset += 1 }
            let written = try self.digits("a digit of the exponent").drop { $0 == UInt8(ascii: "0") }
            guard written.count <= JSONNumber.exponentDigitsMax else {
                throw fault("an exponent has at most \(JSONNumber.exponentDigitsMax) digits", at: start)
            }
            let value = written.reduce(0) { $0 * 10 + Int($1 - 48) }
            exponent += isBelow ? -value : value
        }
        return JSONNumber.text(isNegative: isNegative, digits: digits, exponent: exponent)
    }

    private mutating func digits(_ expected: String) throws(Fault) -> [UInt8] {
        let start = offset
        while (48...57).contains(byte) { offset += 1 }
        guard offset > start else { throw fault("expected \(expected)") }
        return Array(bytes[start..<offset])
    }

    // MARK: Strings

    private mutating func string() throws(Fault) -> String {
        let start = offset
        var text: [UInt8] = []
        offset += 1
        while offset < bytes.count {
            let byte = bytes[offset]
            switch byte {
            case UInt8(ascii: "\""):
                offset += 1
                return String(decoding: text, as: UTF8.self)
            case UInt8(ascii: "\\"): text.append(contentsOf: String(try escape()).utf8)
            case 0..<0x20:
                throw fault("a line break, a tab or another control character stands in text as `\\n`, `\\t` or `\\u00..`")
            default:
                text.append(byte)
                offset += 1
            }
        }
        throw fault("the text that begins here never ends: `\"` is missing", at: start)
    }

    private mutating func escape() throws(Fault) -> Unicode.Scalar {
        let start = offset
        offset += 1
        let letter = byte
        offset += 1
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(letter)
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{c}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): break
        default: throw fault("after a backslash stands one of `\" \\ / b f n r t u`", at: start)
        }
        let first = try hexadecimal(start)
        if let scalar = Unicode.Scalar(first) { return scalar }
        guard first < 0xdc00, take("\\"), take("u") else { throw fault("half a surrogate pair is no text", at: start) }
        let second = try hexadecimal(start)
        guard (0xdc00...0xdfff).contains(second),
            let scalar = Unicode.Scalar(0x10000 + (first - 0xd800) << 10 + (second - 0xdc00))
        else { throw fault("half a surrogate pair is no text", at: start) }
        return scalar
    }

    private mutating func hexadecimal(_ start: Int) throws(Fault) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            switch byte {
            case 48...57: value = value << 4 | UInt32(byte - 48)
            case 65...70: value = value << 4 | UInt32(byte - 55)
            case 97...102: value = value << 4 | UInt32(byte - 87)
            default: throw fault("`\\u` is followed by four hexadecimal digits", at: start)
            }
            offset += 1
        }
        return value
    }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard byte == UInt8(ascii: character) else { return false }
        offset += 1
        return true
    }
}
