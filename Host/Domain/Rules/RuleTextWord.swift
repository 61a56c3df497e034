/// A run of letters, digits, `-`, `_` and `.` in the text of a rule.
struct RuleTextWord {
    private let bytes: [UInt8]
    let range: Range<Int>

    init(_ bytes: [UInt8], at start: Int) {
        self.bytes = bytes
        let end = bytes[start...].firstIndex { !Self.isPart($0) } ?? bytes.count
        range = start..<end
    }

    private static func isPart(_ byte: UInt8) -> Bool {
        (48...57).contains(byte) || (97...122).contains(byte | 0x20) || [45, 46, 95].contains(byte)
    }

    var text: String { String(decoding: bytes[range], as: UTF8.self) }
    var isEmpty: Bool { range.isEmpty }
    var end: Int { range.upperBound }

    /// Where what follows begins, after spaces.
    var next: Int { bytes[end...].firstIndex { $0 != 0x20 && $0 != 0x09 } ?? bytes.count }

    /// Whether a JSON object follows: directly, or after spaces unless the word is a keyword.
    var isFollowedByObject: Bool {
        next < bytes.count && bytes[next] == UInt8(ascii: "{")
            && (next == end || !RuleTextAdvice.keywords.contains(text))
    }

    /// The bytes of the scalar at `start`; empty at the end.
    static func character(in bytes: [UInt8], at start: Int) -> Range<Int> {
        guard start < bytes.count else { return bytes.count..<bytes.count }
        let end = bytes[(start + 1)...].firstIndex { $0 & 0xc0 != 0x80 } ?? bytes.count
        return start..<end
    }
}
