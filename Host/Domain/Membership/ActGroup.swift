/// Acts that differ only in whom they are about. A rule that is wrong for everybody wants millions of acts: as sets they are
/// counted, compared and kept for a few bytes each, and become ``MembershipAct``s only where something is done.
public struct ActGroup: Hashable, Sendable {
    public let kind: MembershipAct.Kind
    public let room: RoomID
    /// Why, for the person.
    public let reason: String
    /// Whose evidence decided; sorted.
    public let instances: [InstanceID]
    /// ``EffectivePolicy/ruleVersion`` at the time.
    public let ruleVersion: String
    /// Whom the acts are about.
    public var people: PersonSet

    public init(
        kind: MembershipAct.Kind, room: RoomID, reason: String, instances: [InstanceID], ruleVersion: String, people: PersonSet
    ) {
        self.kind = kind
        self.room = room
        self.reason = reason
        self.instances = instances
        self.ruleVersion = ruleVersion
        self.people = people
    }

    /// The act about one of them.
    public func act(about user: UserID) -> MembershipAct {
        MembershipAct(kind: kind, room: room, user: user, reason: reason, instances: instances, ruleVersion: ruleVersion)
    }

    /// The acts about at most `limit` of them, sorted by user: the people's numbers differ from one start to the next.
    public func acts(_ people: People, limit: Int = .max) -> [MembershipAct] {
        let some = limit < self.people.count ? PersonSet(sorted: self.people.first(max(limit, 0))) : self.people
        return people.users(some).sorted { ByteOrder.precedes($0.text, $1.text) }.map(act)
    }

    /// Whether the acts are the same but for whom they are about.
    public func isLike(_ other: ActGroup) -> Bool {
        kind == other.kind && room == other.room && ruleVersion == other.ruleVersion && instances == other.instances
            && reason == other.reason
    }

    /// What a group is sorted by, each by its bytes.
    var place: [String] {
        [room.text, kind.rawValue, reason, ruleVersion, instances.map(\.text).joined(separator: ",")]
    }
}

extension [ActGroup] {
    /// How many acts they are.
    public var actCount: Int { reduce(0) { $0 + $1.people.count } }

    /// The same acts, each group of a kind once, in the one order: by room, kind, reason, rule and instances.
    public var arranged: [ActGroup] {
        let sorted = map { (place: $0.place, group: $0) }.filter { !$0.group.people.isEmpty }.sorted { left, right in
            for (one, other) in zip(left.place, right.place) where !one.utf8.elementsEqual(other.utf8) {
                return ByteOrder.precedes(one, other)
            }
            return false
        }
        var arranged: [ActGroup] = []
        for (_, group) in sorted {
            if let last = arranged.last, last.isLike(group) {
                arranged[arranged.count - 1].people.formUnion(group.people)
            } else {
                arranged.append(group)
            }
        }
        return arranged
    }

    /// Whether every act of `others` is among these.
    public func cover(_ others: [ActGroup]) -> Bool {
        others.allSatisfy { other in
            other.people.isEmpty || contains { $0.isLike(other) && other.people.isSubset(of: $0.people) }
        }
    }
}
