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
    /// Rooms that a policy names, or that are below a space with a rule, and that the bot is not in. Sorted.
    public let missing: [RoomID]

    /// Of all policies, at most one for a room.
    public init(policies: [Policy], tree: SpaceTree) {
        self.tree = tree
        entries = Inheritance(policies: policies, tree: tree).entries()
        missing = entries.values.filter { ($0.isNamed || $0.effective.isGoverned) && !tree.isBotIn($0.effective.room) }
            .map(\.effective.room).sorted { ByteOrder.precedes($0.text, $1.text) }
    }

    /// What holds in `room`. Where nothing says anything: nothing is governed, and everything is standard.
    public func effective(_ room: RoomID) -> EffectivePolicy {
        entries[room]?.effective ?? EffectivePolicy(room: room)
    }

    /// The rooms where something is governed, whether the bot is in them or not. Sorted.
    public var governed: [RoomID] {
        entries.values.filter(\.effective.isGoverned).map(\.effective.room).sorted { ByteOrder.precedes($0.text, $1.text) }
    }

    /// What keeps policies from being carried out that can be seen from here: rooms that the bot is not in.
    public func problems(of room: RoomID) -> [RoomProblem] {
        guard !tree.isBotIn(room), let entry = entries[room] else { return [] }
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

extension EffectivePolicy {
    /// Whether a rule that is not empty applies.
    public var isGoverned: Bool { sources.contains { $0.rule != .empty } }

    /// Whether the rule can refuse anybody: an empty rule among several makes that nobody is (law 2).
    public var canRefuse: Bool { !sources.isEmpty && !sources.contains { $0.rule == .empty } }
}
