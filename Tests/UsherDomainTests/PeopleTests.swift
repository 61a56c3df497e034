import Testing
import UsherDomain
import UsherTesting

@Suite("The register of people")
struct PeopleTests {
    private func number(_ text: String, in people: People) -> PersonNumber? {
        people.number(ofID: Array(text.utf8).span)
    }

    @Test("the same ID has the same number, read as bytes or parsed, however many there are")
    func numbers() throws {
        let people = People()
        let random = SeededRandom("people")
        var expected: [String: PersonNumber] = [:]
        for _ in 0..<20_000 {
            let text = "@p\(random.number(in: 0...5_000)):s\(random.number(in: 0...7)).example"
            let user = try #require(UserID(text))
            let found = random.happens(50) ? people.number(of: user) : try #require(number(text, in: people))
            #expect(expected.updateValue(found, forKey: text) ?? found == found)
            #expect(people.user(found) == user && people.user(found).server == user.server)
        }
        #expect(people.count == expected.count)
        #expect(Set(expected.values).count == expected.count)
        #expect(people.known(try #require(UserID("@nobody:example.org"))) == nil)
        for (text, found) in expected { #expect(people.known(try #require(UserID(text))) == found) }
    }

    @Test("what is no user ID gets no number, also where the server's name only looks like one that is known")
    func refused() {
        let people = People()
        #expect(number("@al:K.example", in: people) != nil)
        for text in [
            "", "@", "al:hs", "@:hs", "@al", "@al:", "@al:h s", "@al:\u{212A}.example", "@a\0l:hs",
            "@\(String(repeating: "a", count: 260)):hs",
        ] {
            #expect(number(text, in: people) == nil, "\(text)")
        }
        #expect(people.number(ofID: [0x40, 0xff, 0x3a, 0x68].span) == nil, "no UTF-8")
        #expect(people.count == 1)
    }

    @Test("two IDs that look the same are two people")
    func lookalikes() {
        let people = People()
        #expect(number("@\u{e9}:hs", in: people) != number("@e\u{301}:hs", in: people))
        #expect(people.count == 2)
    }
}
