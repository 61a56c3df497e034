import Testing

@testable import UsherMatrix

@Suite("The reason of an act")
struct ReasonTests {
    @Test(
        "has no control characters, mentions nobody, and reads the same otherwise (58)",
        arguments: [
            ("no longer in team core", "no longer in team core"), ("", ""), (" \n\t ", ""),
            ("a\u{0}b\u{7}\nc\r\n\u{1b}[31md", "a b c [31md"), ("a\u{202e}b\u{200b}c\u{2028}d", "a b c d"),
            ("ask @admin:example.org", "ask @\u{200b}admin:example.org"), ("@room come", "@\u{200b}room come"),
            ("see #room:hs and !id:hs", "see #\u{200b}room:hs and !\u{200b}id:hs"),
            ("https://matrix.to/#/@a:hs", "https://matrix.to/#\u{200b}/@\u{200b}a:hs"), ("me@example.org", "me@example.org"),
            ("(@a:hs)", "(@\u{200b}a:hs)"), ("Grüße 😀 é", "Grüße 😀 é"),
        ])
    func cleaned(text: String, wanted: String) {
        #expect(Array(Reason.clean(text).unicodeScalars) == Array(wanted.unicodeScalars))
        #expect(Reason.clean(wanted).utf8.count >= wanted.utf8.count)
    }

    @Test("is short, and never ends in half a character (58)", arguments: ["x", "ü", "😀", "@", "x "])
    func short(piece: String) {
        let cleaned = Reason.clean(String(repeating: piece, count: 100_000))
        #expect(cleaned.utf8.count <= Reason.bytesMax)
        #expect(cleaned.utf8.count > Reason.bytesMax - 8)
        #expect(!cleaned.contains("\u{fffd}"))
    }
}
