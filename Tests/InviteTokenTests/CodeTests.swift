import Testing

@testable import InviteToken

@Suite("A code")
struct CodeTests {
    @Test("is 32 characters of base32 for 160 bits, as RFC 4648 encodes them")
    func encoding() {
        // Section 10: BASE32("foobar…") in lower case, on a whole number of groups.
        #expect(
            Code(random: Array("fooba".utf8) + Array("fooba".utf8) + Array("fooba".utf8) + Array("fooba".utf8)).text
                == String(repeating: "mzxw6ytb", count: 4))
        #expect(Code(random: [UInt8](repeating: 0xff, count: 20)).text == String(repeating: "7", count: 32))
        #expect(Code(random: [UInt8](repeating: 0, count: 20)).text == String(repeating: "a", count: 32))
    }

    @Test("is looked up by the SHA-256 of its text")
    func digest() {
        let text = String(repeating: "mzxw6ytb", count: 4)
        #expect(Code.digest(of: text) == SHA256.hex(Array(text.utf8)))
    }

    @Test(
        "that cannot be one is looked up by a digest that no code has, whatever it is",
        arguments: [
            "", "a", String(repeating: "a", count: 31), String(repeating: "a", count: 33), String(repeating: "A", count: 32),
            String(repeating: "1", count: 32), String(repeating: "?", count: 32), "\u{0}" + String(repeating: "a", count: 31),
            String(repeating: "é", count: 16), String(repeating: "a", count: 1_000_000), "../../token/0000000000000000",
            "\u{fffd}\u{fffd}",
        ])
    func malformed(typed: String) {
        #expect(Code.digest(of: typed) == SHA256.hex([UInt8](repeating: UInt8(ascii: "?"), count: 32)))
    }
}
