/// Where something stands in a text that a person wrote.
struct TextPlace: Hashable, Sendable {
    /// Longest piece of a line that an excerpt shows, in characters: a terminal's width with room to spare.
    private static let excerptMax = 100

    /// From 1.
    let line: Int
    /// In characters, as an editor counts them; from 1.
    let column: Int
    /// The whole line, without its end.
    let text: String

    /// The place of byte `offset`, which may be the end.
    init(of offset: Int, in bytes: [UInt8]) {
        let newline = UInt8(ascii: "\n")
        let start = bytes[..<offset].lastIndex(of: newline).map { $0 + 1 } ?? 0
        let end = bytes[offset...].firstIndex(of: newline) ?? bytes.count
        line = 1 + bytes[..<start].count { $0 == newline }
        column = 1 + String(decoding: bytes[start..<offset], as: UTF8.self).count
        text = String(decoding: bytes[start..<end], as: UTF8.self)
    }

    /// The line, and below it a `^` under each of `length` characters from here on. Of a long line only what is near.
    func excerpt(length: Int) -> String {
        let characters = text.map { $0.isWhitespace || $0.unicodeScalars.allSatisfy { $0.value < 0x20 } ? " " : $0 }
        let first = characters.count > Self.excerptMax ? max(min(column - 1 - Self.excerptMax / 2, characters.count), 0) : 0
        let shown = characters[first...].prefix(Self.excerptMax)
        let before = first > 0 ? "… " : ""
        let after = first + shown.count < characters.count ? " …" : ""
        let number = "\(line)"
        let margin = String(repeating: " ", count: number.count)
        let indent = String(repeating: " ", count: before.count + column - 1 - first)
        let carets = String(repeating: "^", count: max(min(length, first + shown.count - column + 1), 1))
        return "\(number) | \(before)\(String(shown))\(after)\n\(margin) | \(indent)\(carets)"
    }
}
