import Testing
import UsherDomain

@Suite("Texts that people type and read")
struct TextTests {
    @Test(
        "A typing error is told from another word",
        arguments: [
            ("permisions", "permissions"), ("usher", "usher"), ("ushre", nil), ("lisen", "listen"), ("xyz", nil), ("", nil),
            (String(repeating: "permissions", count: 9), nil),
        ] as [(String, String?)])
    func nearest(text: String, word: String?) {
        #expect(NearestWord.of(text, among: ["permissions", "usher", "listen"]) == word)
    }

    @Test("Of two words that are equally near, it is always the same one")
    func ties() {
        #expect(NearestWord.of("bat", among: ["hat", "cat"]) == "cat" && NearestWord.of("bat", among: ["cat", "hat"]) == "cat")
        #expect(NearestWord.of("a", among: [String]()) == nil)
    }

    @Test("Every byte is two digits")
    func digits() {
        #expect(Hexadecimal.text([0, 1, 15, 16, 255]) == "00010f10ff" && Hexadecimal.text([]) == "")
    }
}

@Suite("A length of time")
struct DurationTextTests {
    @Test(
        "is read in its two largest units",
        arguments: [
            (0, "none"), (999, "none"), (1_000, "1 second"), (90_000, "1 minute 30 seconds"), (7 * 86_400_000, "7 days"),
            (129_600_000, "1 day 12 hours"), (86_401_000, "1 day 1 second"), (-5, "none"),
        ])
    func text(milliseconds: Int, text: String) {
        #expect(DurationText.text(milliseconds: Int64(milliseconds)) == text)
    }
}
