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
