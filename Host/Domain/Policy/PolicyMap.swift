/// What holds in every room: the policies, completed by those of the spaces above. A value, made anew whenever a policy or a
/// space changes.
///
/// On each way up from a room, the nearest space that says something about a setting counts; where several ways up say
/// different things, the more careful value does (and a rule lets in whomever any of them lets in). Exemptions of all spaces
/// above add up. A policy that is for its own room only is not seen from below, and what is above it is; one that inherits
/// nothing cuts off whatever is above it, for its room and for what is below. Cycles end: a room never inherits from itself.
public struct PolicyMap: Sendable {
    /// Everything that is known of one room.
    struct Entry: Sendable {
        var effective: EffectivePolicy
        /// Has a policy of its own.
        var isNamed = false
        /// Whose word each setting is; none for what nobody has set.
        var origins: [PolicySetting: [RoomID]] = [:]
        var exemptions: [(pattern: UserPattern, from: RoomID)] = []
    }

    private let entries: [RoomID: Entry]
    private let tree: SpaceTree
    private let names: [RequirementName: Int64]
    private let unseen: UnseenRooms
    /// Rooms that a policy names, or that are below a space with a rule, and that the bot is not in. Sorted.
    public let missing: [RoomID]

    /// Rooms that nothing is known to govern, and that a lost space had below it. Sorted.
    public let lost: [RoomID]
    /// Spaces that something is said of, or comes down to, as far as can be known: who loses sight of one no longer knows what
    /// holds below it.
    public let carriers: Set<RoomID>

    /// Of all policies, at most one for a room, and all names. `unseen` are the rooms that cannot be looked into.
    public init(
        policies: [Policy], tree: SpaceTree, names: [RequirementName: Int64] = [:], unseen: UnseenRooms = .none
    ) {
        self.tree = tree
        self.names = names
        self.unseen = unseen
        var entries = Inheritance(policies: policies, tree: tree).entries()
        var behind = entries
        if !unseen.lost.isEmpty {
            let wider = tree.widened(by: UnseenRooms(lost: unseen.lost))
            behind = Inheritance(policies: policies, tree: wider).entries()
            var below: [RoomID: [UnseenRoom]] = [:]
            for space in unseen.lost.keys {
                for room in wider.roomsBelow(space) { below[room, default: []].append(UnseenRoom(space, .lost)) }
            }
            Self.doubt(&entries, where: behind) { below[$0] ?? [] }
        }
        lost = entries.values.filter { !$0.effective.unseen.isEmpty && !$0.effective.isGoverned }.map(\.effective.room)
            .filter(tree.isBotIn).sorted { ByteOrder.precedes($0.text, $1.text) }
        carriers = Set(behind.filter { $1.carriesSomething && (tree.isSpace($0) || unseen.lost[$0] != nil) }.keys)
        if !unseen.unread.isEmpty {
            let widest = Inheritance(policies: policies, tree: tree.widened(by: unseen)).entries()
            let rooms = unseen.unread.map { UnseenRoom($0, .unread) }
            Self.doubt(&entries, where: widest) { room in rooms.filter { $0.room != room } }
        }
        for room in entries.keys {
            guard let used = entries[room]?.effective.rule.names, !used.isEmpty else { continue }
            entries[room]?.effective.names = used.sorted().map { NameVersion(name: $0, revision: names[$0] ?? 0) }
        }
        self.entries = entries
        missing = entries.values.filter { ($0.isNamed || $0.effective.isGoverned) && !tree.isBotIn($0.effective.room) }
            .map(\.effective.room).sorted { ByteOrder.precedes($0.text, $1.text) }
    }

    /// The same rooms under other policies.
    public func with(_ policies: [Policy]) -> PolicyMap {
        PolicyMap(policies: policies, tree: tree, names: names, unseen: unseen)
    }

    /// Marks the rooms for which something else would hold in a wider tree. The more there is above a room, the more comes down
    /// to it and never less; so what is the same in the widest tree is the same in the true one, which lies between the two.
    private static func doubt(
        _ entries: inout [RoomID: Entry], where wider: [RoomID: Entry], because: (RoomID) -> [UnseenRoom]
    ) {
        for (room, other) in wider where room != SpaceTree.anywhere {
            var entry = entries[room] ?? Entry(effective: EffectivePolicy(room: room))
            guard !entry.effective.saysTheSame(as: other.effective) else { continue }
            entry.effective.unseen = Array(Set(entry.effective.unseen).union(because(room))).sorted()
            // Whoever the known part admits is let in as carefully as whatever is above may want it.
            entry.effective.phase = entry.effective.phase.moreCareful(other.effective.phase)
            entry.effective.knocks = entry.effective.knocks == .leave ? .leave : other.effective.knocks
            entries[room] = entry
        }
    }

    /// What holds in `room`. Where nothing says anything: nothing is governed, and everything is standard.
    public func effective(_ room: RoomID) -> EffectivePolicy {
        entries[room]?.effective ?? EffectivePolicy(room: room)
    }

    /// The rooms where something is governed, whether the bot is in them or not. Sorted.
    public var governed: [RoomID] {
        entries.values.filter(\.effective.isGoverned).map(\.effective.room).sorted { ByteOrder.precedes($0.text, $1.text) }
    }

    /// Governed rooms of which more may hold than is known, and after them those that a lost space leaves behind.
    public var inDoubt: [RoomID] {
        entries.values.filter { !$0.effective.unseen.isEmpty && $0.effective.isGoverned }.map(\.effective.room)
            .filter(tree.isBotIn).sorted { ByteOrder.precedes($0.text, $1.text) } + lost
    }

    /// What keeps policies from being carried out that can be seen from here: rooms that the bot is not in or cannot read, and
    /// what follows from that for others.
    public func problems(of room: RoomID) -> [RoomProblem] {
        if unseen.unread.contains(room) { return [.unread] }
        guard let entry = entries[room] else { return [] }
        let unseen = entry.effective.unseen
        if tree.isBotIn(room) { return unseen.isEmpty ? [] : [.policyUnknown(because: unseen)] }
        return entry.isNamed || entry.effective.isGoverned ? [.botIsNotIn] : []
    }

    /// How what holds in `room` came about, for people: the rule first, then each setting, then the exemptions.
    public func steps(_ room: RoomID) -> [PolicyStep] {
        let entry = entries[room] ?? Entry(effective: EffectivePolicy(room: room))
        var steps = entry.effective.sources.map(PolicyStep.rule)
        if steps.isEmpty { steps = [.noRule] }
        steps += PolicySetting.allCases.map { setting in
            .setting(setting, value: setting.text(of: entry.effective), from: entry.origins[setting] ?? [])
        }
        return steps + entry.exemptions.map { .exemption($0.pattern, from: $0.from) }
    }

    /// How people come into `room` without us, seen from its rule.
    public func doors(of room: ObservedRoom, now: Instant) -> RoomDoors {
        let sources = effective(room.id).sources
        guard !sources.isEmpty else { return RoomDoors() }
        let isInherited = !sources.contains { $0.room == room.id }
        switch room.joinRule {
        case .open: return RoomDoors(letEntitledIn: isInherited, open: .open)
        case .invite, .knock, .unknown: return RoomDoors()
        case .restricted(let allowed), .knockRestricted(let allowed):
            let carried = allowed.filter { tree.isBotIn($0) && effective($0).phase.at(now) != .observe }
            // Everybody whom a rule lets into this room is let into that one, too, and so comes in by themselves.
            let letEntitledIn = sources.allSatisfy { source in
                carried.contains { effective($0).sources.contains { $0.room == source.room } }
            }
            // Whoever may not be in this room may not be in those either.
            let names = Set(sources.map(\.room))
            let open = allowed.filter { other in
                let theirs = effective(other).sources
                return !carried.contains(other) || theirs.isEmpty || !theirs.allSatisfy { names.contains($0.room) }
            }
            return RoomDoors(letEntitledIn: isInherited && letEntitledIn, open: open.isEmpty ? nil : .restricted(to: open))
        }
    }
}

/// How people come into a room without us.
public struct RoomDoors: Hashable, Sendable {
    /// The room has its rule from spaces, and whomever it admits comes in by themselves: nobody is invited to it.
    public var letEntitledIn: Bool
    /// Lets people in whom the rule does not admit, so that whoever is removed comes back: anybody, or members of these rooms.
    public var open: JoinRule?

    public init(letEntitledIn: Bool = false, open: JoinRule? = nil) {
        self.letEntitledIn = letEntitledIn
        self.open = open
    }
}

extension PolicyMap.Entry {
    /// Whether anything is said of the room, or comes down to it.
    fileprivate var carriesSomething: Bool {
        isNamed || !effective.sources.isEmpty || !effective.exempt.isEmpty || origins.values.contains { !$0.isEmpty }
    }
}

extension EffectivePolicy {
    /// Whether the same holds by both, from the same rooms; on whichever way it came down.
    fileprivate func saysTheSame(as other: EffectivePolicy) -> Bool {
        Set(sources.map(\.room)) == Set(other.sources.map(\.room)) && phase == other.phase
            && graceMilliseconds == other.graceMilliseconds
            && shadows == other.shadows && knocks == other.knocks && Set(exempt) == Set(other.exempt) && brakes == other.brakes
    }

    /// Whether a rule that is not empty applies.
    public var isGoverned: Bool { sources.contains { $0.rule != .empty } }

    /// Whether the rule can refuse anybody: an empty rule among several makes that nobody is (law 2).
    public var canRefuse: Bool { !sources.isEmpty && !sources.contains { $0.rule == .empty } }
}
