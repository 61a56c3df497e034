import Testing

@testable import UsherDomain

@Suite("An instant")
struct InstantTests {
    @Test("moves, measures and compares")
    func arithmetic() {
        let start = Instant(unixMilliseconds: 1_000)
        #expect(start.advanced(byMilliseconds: 500).unixMilliseconds == 1_500)
        #expect(start.advanced(byMilliseconds: -2_000).unixMilliseconds == -1_000)
        #expect(start.advanced(byMilliseconds: 500).milliseconds(since: start) == 500)
        #expect(start.milliseconds(since: start.advanced(byMilliseconds: 500)) == -500)
        #expect(start < start.advanced(byMilliseconds: 1))
    }

    @Test("stays at the ends of time instead of overflowing")
    func saturates() {
        let last = Instant(unixMilliseconds: .max)
        let first = Instant(unixMilliseconds: .min)
        #expect(last.advanced(byMilliseconds: 1) == last)
        #expect(first.advanced(byMilliseconds: -1) == first)
        #expect(last.milliseconds(since: first) == .max)
        #expect(first.milliseconds(since: last) == .min)
    }
}

@Suite("Names")
struct NameTests {
    @Test(
        "a room ID is taken whole, with or without a server",
        arguments: ["!a", "!abc:example.org", "!-Vx_43charsWithoutAnyServer", "!a/b:c", "!ü:example.org"])
    func roomID(text: String) {
        #expect(RoomID(text)?.text == text)
    }

    @Test(
        "an alias, a user, a URL, or control characters are no room ID",
        arguments: ["", "!", "#room:example.org", "@a:b", "https://matrix.to/#/!a", "!a b", "!a\n", "!a\u{7f}"])
    func noRoomID(text: String) {
        #expect(RoomID(text) == nil)
    }

    @Test("a room ID has at most 255 bytes")
    func roomIDLength() {
        #expect(RoomID("!" + String(repeating: "a", count: 254)) != nil)
        #expect(RoomID("!" + String(repeating: "a", count: 255)) == nil)
    }

    @Test("an instance is named by lower-case letters, digits and hyphens", arguments: ["a", "invites", "git-hub-2", "a-"])
    func instanceID(text: String) {
        #expect(InstanceID(text)?.text == text)
    }

    @Test(
        "and by nothing else",
        arguments: ["", "A", "1a", "-a", "a_b", "a b", "a/b", "ä", "a.b", String(repeating: "a", count: 33)])
    func noInstanceID(text: String) {
        #expect(InstanceID(text) == nil)
    }

    @Test("an instance's name has at most 32 characters, and instances sort by name")
    func instanceOrder() throws {
        #expect(InstanceID(String(repeating: "a", count: 32)) != nil)
        #expect(try #require(InstanceID("a")) < (try #require(InstanceID("b"))))
    }

    @Test("a redemption's id is 32 hexadecimal digits, and reads back")
    func redemptionID() throws {
        let id = RedemptionID(randomBytes: [0, 1, 0x0f, 0x10, 0xff, 0xab, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15])
        #expect(id.text == "00010f10ffab060708090a0b0c0d0e0f")
        #expect(RedemptionID(id.text) == id)
        for wrong in ["", "00010f10ffab060708090a0b0c0d0e0", "00010F10FFAB060708090A0B0C0D0E0F", id.text + "0"] {
            #expect(RedemptionID(wrong) == nil)
        }
        #expect(RedemptionID(String(repeating: "g", count: 32)) == nil)
    }
}

@Suite("An action's signature")
struct ActionSignatureTests {
    @Test("declares parameters with a kind, in order")
    func parses() throws {
        let signature = try #require(ActionSignature("room s, uses i_opt,on b, share d, raw y, extra j_opt"))
        #expect(signature.parameters.map(\.name) == ["room", "uses", "on", "share", "raw", "extra"])
        #expect(signature.parameters.map(\.kind) == [.text, .integer, .bool, .double, .bytes, .json])
        #expect(signature.parameters.map(\.isOptional) == [false, true, false, false, false, true])
        #expect(ActionSignature("")?.parameters == [])
    }

    @Test(
        "is refused when it breaks the grammar, repeats a name or has too many parameters",
        arguments: [
            "room", "room x", "room s,", ",room s", "room  s extra", "Room s", "1room s", "room s, room i", "room s_op",
            "room _opt",
            "_a s", "a-b s", "a s; b s", "a s,b s,c s,d s,e s,f s,g s,h s,i s",
        ])
    func refuses(text: String) {
        #expect(ActionSignature(text) == nil)
    }

    @Test("may have eight parameters")
    func most() {
        #expect(ActionSignature("a s,b s,c s,d s,e s,f s,g s,h s")?.parameters.count == 8)
    }
}

@Suite("A secret")
struct SecretTests {
    private struct Holder {
        let token = Secret("sesame")
        let number = Secret(42_424_242)
    }

    @Test("prints as redacted, however it is printed, and is given out only on request")
    func prints() {
        let holder = Holder()
        var dumped = ""
        dump(holder, to: &dumped)
        for text in ["\(holder)", String(reflecting: holder), dumped, "\(holder.token)", holder.token.debugDescription] {
            #expect(!text.contains("sesame") && !text.contains("42424242"))
        }
        #expect(holder.token.reveal() == "sesame")
        #expect(holder.number.reveal() == 42_424_242)
    }
}
