import Testing

@testable import UsherDomain

@Suite("A pattern of user IDs")
struct UserPatternTests {
    @Test(
        "means whom it spells",
        arguments: [
            ("@a:x", "@a:x"), ("@*:x", "@a:x"), ("@*:x", "@a*:x"), ("@a*:x", "@abc:x"), ("@*b*:x", "@abbbc:x"),
            ("@a?c:x", "@abc:x"),
            ("@*:*", "@a:x:8448"), ("@a:*.example", "@a:b.example"), ("@a**c:x", "@ac:x"), ("@*a:x", "@aaaba:x"),
        ])
    func matches(text: String, id: String) throws {
        #expect(try #require(UserPattern(text)).matches(try #require(UserID(id))))
    }

    @Test(
        "and nobody else",
        arguments: [
            ("@a:x", "@b:x"), ("@a:x", "@a:xy"), ("@a:x", "@A:x"), ("@a?:x", "@a:x"), ("@*b:x", "@abc:x"), ("@*:x", "@a:y"),
            ("@a:x", "@ab:x"), ("@a*b*c:x", "@acb:x"), ("@\u{e9}:x", "@e\u{301}:x"),
        ])
    func matchesNot(text: String, id: String) throws {
        #expect(try !#require(UserPattern(text)).matches(try #require(UserID(id))))
    }

    @Test(
        "begins with @ and has a colon",
        arguments: ["", "*", "a:x", "@a", "*:x", "@a:\u{1}", "@\(String(repeating: "a", count: 254)):"])
    func refused(text: String) {
        #expect(UserPattern(text) == nil)
    }

    @Test("is another pattern than one that only looks the same")
    func bytes() throws {
        #expect(try #require(UserPattern("@\u{e9}*:x")) != #require(UserPattern("@e\u{301}*:x")))
    }

    @Test("with 80 stars is matched in little time")
    func stars() throws {
        let hostile = try #require(UserPattern("@" + String(repeating: "*a", count: 80) + ":x"))
        let victim = try #require(UserID("@" + String(repeating: "a", count: 240) + "b:x"))
        let time = ContinuousClock().measure { #expect(!hostile.matches(victim)) }
        #expect(time < .seconds(5))
    }
}

@Suite("Whoever is left alone by name")
struct ExemptionTests {
    @Test("is the bot, puppets of its own homeserver, and whom the patterns mean")
    func sets() {
        let people = People()
        let names = ["usher", "_bridge_a", "_bridge_b:there.example", "staff-x", "guest", "one:there.example"]
        let numbers = names.map { people.number(of: user($0)) }
        var exemptions = Exemptions(bot: theBot)
        let found = exemptions.exempt(by: [pattern("@staff-*:*"), pattern("@one:there.example")], among: people)
        #expect(found == [numbers[0], numbers[1], numbers[3], numbers[5]])
        #expect(exemptions.exempt(by: [], among: people) == [numbers[0], numbers[1]])
        #expect(!exemptions.isLeftAlone(user("_bridge_b:there.example")), "anybody can be called that on a server of their own")
    }

    @Test("is found among people who came after the last look, too")
    func later() {
        let people = People()
        _ = people.number(of: theBot)
        var exemptions = Exemptions(bot: theBot)
        let staff = [pattern("@staff-*:*"), pattern("@boss:here.example")]
        #expect(exemptions.exempt(by: staff, among: people).count == 1)
        let new = [people.number(of: user("staff-y")), people.number(of: user("_puppet")), people.number(of: user("boss"))]
        #expect(exemptions.exempt(by: staff, among: people).isSuperset(of: new))
    }
}

extension PersonSet {
    fileprivate func isSuperset(of people: [PersonNumber]) -> Bool { people.allSatisfy(contains) }
}
