import UsherDomain
import UsherTesting

/// What the daemon may know at one moment, and what follows from it about a person in a room: worked out anew, one person at a
/// time, from what was really said and set.
struct Premises {
    let books: Books.Contents
    let map: PolicyMap
    let rooms: [RoomID: SimulatedRoom]
    let observed: [RoomID: ObservedRoom]
    /// Nobody knows what the rooms look like by now.
    let isSyncStalled: Bool

    init(_ surroundings: Surroundings, people: People) {
        let bot = surroundings.homeserver.bot
        books = surroundings.books.now
        isSyncStalled = surroundings.homeserver.isSyncStalled
        rooms = surroundings.homeserver.seen
        observed = rooms.mapValues { $0.observed(by: bot, people: people) }
        map = PolicyMap(policies: books.policies, tree: SpaceTree(rooms: observed.values))
    }

    func policy(of room: RoomID) -> EffectivePolicy { map.effective(room) }
}

/// Which verdicts are possible, as far as is known.
struct Possible: OptionSet {
    let rawValue: Int

    static let fails = Possible(.fails)
    static let unproven = Possible(.unproven)
    static let unknown = Possible(.unknown)
    static let holds = Possible(.holds)

    init(rawValue: Int) {
        self.rawValue = rawValue
    }

    init(_ verdict: Verdict) {
        rawValue = 1 << verdict.rawValue
    }

    var verdicts: [Verdict] { Verdict.allCases.filter { contains(Possible($0)) } }

    func combined(with other: Possible, _ combine: (Verdict, Verdict) -> Verdict) -> Possible {
        var result: Possible = []
        for left in verdicts { for right in other.verdicts { result.insert(Possible(combine(left, right))) } }
        return result
    }
}

extension Rule {
    /// Decides for one person. `leaf` says what is possible about a requirement, wanted or excluded.
    func possible(isExcluded: Bool = false, _ leaf: (Leaf, _ isExcluded: Bool) -> Possible) -> Possible {
        switch self {
        case .empty: return .unknown
        case .named(let name): return leaf(.named(name), isExcluded)
        case .requirement(let requirement): return leaf(.requirement(requirement), isExcluded)
        case .not(let part): return part.possible(isExcluded: !isExcluded, leaf)
        case .all(let parts): return Self.list(parts, isExcluded, leaf, isExcluded ? max : min)
        case .any(let parts): return Self.list(parts, isExcluded, leaf, isExcluded ? min : max)
        }
    }

    private static func list(
        _ parts: [Rule], _ isExcluded: Bool, _ leaf: (Leaf, Bool) -> Possible, _ combine: (Verdict, Verdict) -> Verdict
    ) -> Possible {
        guard let first = parts.first else { return .unknown }
        return parts.dropFirst().reduce(first.possible(isExcluded: isExcluded, leaf)) {
            $0.combined(with: $1.possible(isExcluded: isExcluded, leaf), combine)
        }
    }
}
