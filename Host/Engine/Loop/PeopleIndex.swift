import UsherDomain

/// Answers that depend on nobody's evidence: who is of another server, who belongs to an application service, whom a pattern
/// names. Each person is looked at once per question. A value.
struct PeopleIndex {
    private struct Answer {
        var looked = 0
        var set: PersonSet = []
    }

    private let people: People
    private let server: ServerName
    private var foreign = Answer()
    private var patterns: [UserPattern: Answer] = [:]

    /// - Parameters:
    ///   - people: whom to ask about.
    ///   - server: the bot's homeserver.
    init(people: People, server: ServerName) {
        self.people = people
        self.server = server
    }

    /// Everybody of another server than the bot's.
    mutating func foreigners() -> PersonSet {
        Self.look(&foreign, people) { $0.server != server }
        return foreign.set
    }

    /// Everybody whom one of the patterns names.
    mutating func matching(_ wanted: [UserPattern]) -> PersonSet {
        var all: PersonSet = []
        for pattern in wanted {
            var answer = patterns[pattern] ?? Answer()
            Self.look(&answer, people) { pattern.matches($0) }
            patterns[pattern] = answer
            all.formUnion(answer.set)
        }
        return all
    }

    /// Forgets the patterns that are not among these.
    mutating func keep(_ wanted: Set<UserPattern>) {
        patterns = patterns.filter { wanted.contains($0.key) }
    }

    private static func look(_ answer: inout Answer, _ people: People, _ belongs: (UserID) -> Bool) {
        let count = people.count
        while answer.looked < count {
            let number = PersonNumber(number: UInt32(answer.looked))
            if belongs(people.user(number)) { answer.set.insert(number) }
            answer.looked += 1
        }
    }
}
