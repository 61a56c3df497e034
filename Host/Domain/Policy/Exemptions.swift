/// Who is left alone by name, for everybody at once: by pattern, and whoever is no person but a bridge's puppet. Keeps what it
/// found for people that it has seen, so that each pass looks only at new ones. A value; not for several threads at once.
public struct Exemptions: Sendable {
    /// Users of application services have a name that begins with this (a convention that homeservers and bridges share): they
    /// come and go with what they are puppets of, and link no accounts. It is believed of the bot's own homeserver alone, which
    /// lets nobody else have such a name: elsewhere, anybody could take one to be left alone.
    public static let serviceNamePrefix = "@_"
    /// Most patterns that are remembered; beyond, all are forgotten and found anew.
    public static let patternsMax = 4_096

    private let bot: UserID
    private var services: PersonSet = []
    private var servicesSeen = 0
    private var byPattern: [UserPattern: (people: PersonSet, seen: Int)] = [:]

    /// Exempts `bot`, too.
    public init(bot: UserID) {
        self.bot = bot
    }

    /// Whether `user` is left alone without anybody saying so.
    public func isLeftAlone(_ user: UserID) -> Bool {
        user == bot || user.server == bot.server && user.text.utf8.starts(with: Self.serviceNamePrefix.utf8)
    }

    /// Everybody in `people` whom one of `patterns` means, or who is left alone anyway.
    public mutating func exempt(by patterns: [UserPattern], among people: People) -> PersonSet {
        let count = people.count
        while servicesSeen < count {
            let person = PersonNumber(number: UInt32(servicesSeen))
            if isLeftAlone(people.user(person)) { services.insert(person) }
            servicesSeen += 1
        }
        var exempt = services
        for pattern in patterns { exempt.formUnion(matching(pattern, count, people)) }
        return exempt
    }

    private mutating func matching(_ pattern: UserPattern, _ count: Int, _ people: People) -> PersonSet {
        if pattern.isLiteral { return UserID(pattern.text).flatMap(people.known).map { [$0] } ?? [] }
        if byPattern.count >= Self.patternsMax, byPattern[pattern] == nil { byPattern = [:] }
        var found = byPattern.removeValue(forKey: pattern) ?? ([], 0)
        while found.seen < count {
            let person = PersonNumber(number: UInt32(found.seen))
            if pattern.matches(people.user(person)) { found.people.insert(person) }
            found.seen += 1
        }
        byPattern[pattern] = found
        return found.people
    }
}
