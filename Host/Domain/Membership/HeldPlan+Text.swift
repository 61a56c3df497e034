extension HeldPlan {
    /// The canonical bytes of acts, of which ``PlanHash`` is the hash: the same for the same acts, in whatever order and groups
    /// they come, in every process. They name everybody once, so that ten million acts are a few megabytes:
    ///
    /// - `usher plan 2` and a line feed;
    /// - how many people there are and a line feed, then each, sorted by bytes;
    /// - for each group of acts, as arranged: room, kind, rule version, instances joined by commas, reason, and the set of the
    ///   people's places in that list (``NumberSet/encoded``).
    ///
    /// Each field comes after its length in bytes and a colon, and before a comma: no field can be taken for two.
    public static func canonicalBytes(of groups: [ActGroup], _ people: People) -> [UInt8] {
        let list = PlacedPeople(of: groups, people)
        var bytes = Array("usher plan 2\n\(list.users.count)\n".utf8)
        func add(_ field: some Collection<UInt8>) {
            bytes += Array("\(field.count):".utf8)
            bytes += field
            bytes.append(UInt8(ascii: ","))
        }
        for user in list.users { add(user.text.utf8) }
        for group in groups.arranged {
            let instances = group.instances.map(\.text).joined(separator: ",")
            for field in [group.room.text, group.kind.rawValue, group.ruleVersion, instances, group.reason] { add(field.utf8) }
            add(list.places(of: group.people).encoded)
            bytes.append(UInt8(ascii: "\n"))
        }
        return bytes
    }

    /// What an approval of this plan carries out now: exactly its acts, as far as `plans` still want each, by the same rule,
    /// and by the same reason.
    public func stillWanted(in plans: [RoomPlan]) -> [ActGroup] {
        let byRoom = Dictionary(plans.map { ($0.room, $0) }, uniquingKeysWith: { first, _ in first })
        return groups.compactMap { group in
            guard let plan = byRoom[group.room] else { return nil }
            var wanted = group
            wanted.people.formIntersection(plan.wanted(like: group))
            return wanted.people.isEmpty ? nil : wanted
        }
    }
}

/// Where a person stands in a list of the people of some acts.
public struct PersonPlace: Hashable, Comparable, Sendable, Numbered {
    public let number: UInt32

    public init(number: UInt32) {
        self.number = number
    }

    public static func < (left: PersonPlace, right: PersonPlace) -> Bool { left.number < right.number }
}

/// The people of some acts, in an order that is the same in every process: for a plan's hash, and for the store.
public struct PlacedPeople: Sendable {
    /// Everybody, each once, sorted by the bytes of their ID.
    public let users: [UserID]
    private var placeOf: [UInt32]

    public init(of groups: [ActGroup], _ people: People) {
        let all = groups.reduce(into: PersonSet()) { $0.formUnion($1.people) }
        let sorted = zip(all, people.users(all)).sorted { ByteOrder.precedes($0.1.text, $1.1.text) }
        users = sorted.map(\.1)
        placeOf = [UInt32](repeating: 0, count: all.max().map { Int($0.number) + 1 } ?? 0)
        for (place, (person, _)) in sorted.enumerated() { placeOf[Int(person.number)] = UInt32(place) }
    }

    /// The places of `people`, all of whom are in the list.
    public func places(of people: PersonSet) -> NumberSet<PersonPlace> {
        NumberSet(people.map { PersonPlace(number: placeOf[Int($0.number)]) })
    }

    /// Who stands at `places` in a list of `users`; `nil` when there are fewer.
    public static func people(at places: NumberSet<PersonPlace>, in users: [PersonNumber]) -> PersonSet? {
        guard places.max().map({ Int($0.number) < users.count }) ?? true else { return nil }
        return PersonSet(places.map { users[Int($0.number)] })
    }
}
