/// Texts that are UTF-8 and that nobody thinks of.
enum StrangeText {
    /// As long as a field of a subject can be.
    static let longest = 16 << 10

    static let all = [
        "", " ", "0", "-1", "4711 ", "\u{0}", "a\u{0}b", "\u{1}\u{7f}\n\r\t", "\u{202e}txt.exe", "\u{200b}", "é", "e\u{301}",
        "日本語のとても長い名前です、はい", "👩‍👩‍👧‍👦", "ß", "İ", "../../etc/passwd", "%00%n%s%x", "' OR 1=1 --", "\"}],{\"", "\\", "\\u0000",
        "<script>alert(1)</script>", "a\r\nSet-Cookie: b", "null", "true", "{}", "[]", "99999999999999999999999999", "1e999",
        "NaN",
        String(repeating: "x", count: 255), String(repeating: "x", count: 4_096), String(repeating: "é", count: longest / 2),
        String(repeating: "x", count: longest),
    ]

    /// One of them, or letters at random.
    static func pick(_ random: inout Random) -> String {
        guard random.below(3) == 0 else { return random.pick(all) }
        var text = String.UnicodeScalarView()
        for _ in 0..<random.below(64) {
            if let scalar = Unicode.Scalar(UInt32(random.below(random.below(2) == 0 ? 0x80 : 0x11_0000))) { text.append(scalar) }
        }
        return String(text)
    }
}
