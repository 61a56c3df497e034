/// Walks over JSON text (RFC 8259), strictly: one pass, no allocation, at most ``depthMax`` levels deep.
struct JSONScanner {
    /// Deeper documents are refused: nobody needs them, and recursion must end somewhere.
    static let depthMax = 64

    /// The text is not JSON.
    struct Fault: Error {}

    let bytes: UnsafeRawBufferPointer
    var offset: Int

    init(_ bytes: UnsafeRawBufferPointer, at offset: Int = 0) {
        self.bytes = bytes
        self.offset = offset
    }

    /// The byte at hand; 0 at the end (which is no JSON outside a string, and control bytes are none inside).
    var byte: UInt8 { offset < bytes.count ? bytes[offset] : 0 }

    mutating func skipSpace() {
        while offset < bytes.count {
            switch bytes[offset] {
            case 0x20, 0x09, 0x0a, 0x0d: offset += 1
            default: return
            }
        }
    }

    /// Steps over one value and returns where it stands.
    @discardableResult
    mutating func skipValue(depth: Int = 0) throws(Fault) -> Range<Int> {
        let start = offset
        switch byte {
        case UInt8(ascii: "{"): try skipObject(depth: depth)
        case UInt8(ascii: "["): try skipArray(depth: depth)
        case UInt8(ascii: "\""): try skipString()
        case UInt8(ascii: "t"): try skipWord("true")
        case UInt8(ascii: "f"): try skipWord("false")
        case UInt8(ascii: "n"): try skipWord("null")
        default: try skipNumber()
        }
        return start..<offset
    }

    private mutating func skipObject(depth: Int) throws(Fault) {
        guard depth < Self.depthMax else { throw Fault() }
        offset += 1
        skipSpace()
        if byte == UInt8(ascii: "}") {
            offset += 1
            return
        }
        while true {
            try skipString()
            skipSpace()
            try take(UInt8(ascii: ":"))
            skipSpace()
            try skipValue(depth: depth + 1)
            skipSpace()
            if byte == UInt8(ascii: "}") {
                offset += 1
                return
            }
            try take(UInt8(ascii: ","))
            skipSpace()
        }
    }

    private mutating func skipArray(depth: Int) throws(Fault) {
        guard depth < Self.depthMax else { throw Fault() }
        offset += 1
        skipSpace()
        if byte == UInt8(ascii: "]") {
            offset += 1
            return
        }
        while true {
            try skipValue(depth: depth + 1)
            skipSpace()
            if byte == UInt8(ascii: "]") {
                offset += 1
                return
            }
            try take(UInt8(ascii: ","))
            skipSpace()
        }
    }

    mutating func skipString() throws(Fault) {
        try take(UInt8(ascii: "\""))
        while offset < bytes.count {
            let byte = bytes[offset]
            offset += 1
            if byte == UInt8(ascii: "\"") { return }
            guard byte >= 0x20 else { throw Fault() }
            if byte == UInt8(ascii: "\\") { _ = try takeEscape() }
        }
        throw Fault()
    }

    /// Reads what follows a backslash. Two halves of a surrogate pair are one escape; a lone half is no text.
    mutating func takeEscape() throws(Fault) -> Unicode.Scalar {
        guard offset < bytes.count else { throw Fault() }
        let letter = bytes[offset]
        offset += 1
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(letter)
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{c}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): break
        default: throw Fault()
        }
        let first = try takeHex4()
        if let scalar = Unicode.Scalar(first) { return scalar }
        guard first < 0xdc00, byte == UInt8(ascii: "\\") else { throw Fault() }
        offset += 1
        try take(UInt8(ascii: "u"))
        let second = try takeHex4()
        guard (0xdc00...0xdfff).contains(second) else { throw Fault() }
        guard let scalar = Unicode.Scalar(0x10000 + (first - 0xd800) << 10 + (second - 0xdc00)) else { throw Fault() }
        return scalar
    }

    private mutating func takeHex4() throws(Fault) -> UInt32 {
        guard bytes.count - offset >= 4 else { throw Fault() }
        var value: UInt32 = 0
        for _ in 0..<4 {
            let byte = bytes[offset]
            offset += 1
            switch byte {
            case 48...57: value = value << 4 | UInt32(byte - 48)
            case 65...70: value = value << 4 | UInt32(byte - 55)
            case 97...102: value = value << 4 | UInt32(byte - 87)
            default: throw Fault()
            }
        }
        return value
    }

    private mutating func skipNumber() throws(Fault) {
        if byte == UInt8(ascii: "-") { offset += 1 }
        if byte == UInt8(ascii: "0") { offset += 1 } else { try skipDigits() }
        if byte == UInt8(ascii: ".") {
            offset += 1
            try skipDigits()
        }
        if byte | 0x20 == UInt8(ascii: "e") {
            offset += 1
            if byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-") { offset += 1 }
            try skipDigits()
        }
    }

    private mutating func skipDigits() throws(Fault) {
        let start = offset
        while (48...57).contains(byte) { offset += 1 }
        guard offset > start else { throw Fault() }
    }

    private mutating func skipWord(_ word: StaticString) throws(Fault) {
        guard bytes.count - offset >= word.utf8CodeUnitCount else { throw Fault() }
        for index in 0..<word.utf8CodeUnitCount where bytes[offset + index] != word.utf8Start[index] { throw Fault() }
        offset += word.utf8CodeUnitCount
    }

    private mutating func take(_ expected: UInt8) throws(Fault) {
        guard byte == expected else { throw Fault() }
        offset += 1
    }
}
