/// Carries what policies say down through the spaces. Rooms are small numbers in here: places in ``SpaceTree/ids``, followed by
/// rooms that only a policy names.
struct Inheritance {
    /// A value that came down to a room.
    private struct Arrival<Value> {
        let value: Value
        let from: Int
    }

    private let tree: SpaceTree
    private let ids: [RoomID]
    private let places: [RoomID: Int]
    private let policies: [Int: Policy]
    /// Places with a policy, in order.
    private let named: [Int]

    init(policies: [Policy], tree: SpaceTree) {
        self.tree = tree
        var ids = tree.ids
        var places = tree.places
        var byPlace: [Int: Policy] = [:]
        for policy in policies.sorted(by: { ByteOrder.precedes($0.room.text, $1.room.text) }) {
            let place = places[policy.room] ?? ids.count
            if place == ids.count {
                places[policy.room] = place
                ids.append(policy.room)
            }
            byPlace[place] = policy
        }
        self.ids = ids
        self.places = places
        self.policies = byPlace
        named = byPlace.keys.sorted()
    }

    /// Of every room that the bot is in, that a policy names, or that something comes down to.
    func entries() -> [RoomID: PolicyMap.Entry] {
        let rules = rules()
        let exemptions = exemptions()
        var entries = ids.indices.map { PolicyMap.Entry(effective: EffectivePolicy(room: ids[$0], sources: rules[$0])) }
        for place in ids.indices {
            entries[place].isNamed = policies[place] != nil
            entries[place].exemptions = exemptions[place].map { ($0.value, ids[$0.from]) }
            var seen = Set<UserPattern>()
            entries[place].effective.exempt = exemptions[place].map(\.value).filter { seen.insert($0).inserted }
        }
        settle(\.phase, .phase, into: \.phase, of: &entries) { $0.moreCareful($1) }
        settle(\.graceMilliseconds, .grace, into: \.graceMilliseconds, of: &entries, moreCareful: max)
        settle(\.shadows, .shadows, into: \.shadows, of: &entries) { $0 == .report ? $0 : $1 }
        settle(\.knocks, .knocks, into: \.knocks, of: &entries) { $0 == .leave ? $0 : $1 }
        settle(\.brakes, .brakes, into: \.brakes, of: &entries) { $0.moreCareful($1) }
        return Dictionary(uniqueKeysWithValues: zip(ids, entries))
    }

    /// The room's own rule alone, or those that come down to it.
    private func rules() -> [[EffectivePolicy.Source]] {
        var sources = [[EffectivePolicy.Source]](repeating: [], count: ids.count)
        walk({ $0.rule }, isCutOffByOwn: true) { place, from, path, rule, policy in
            sources[place].append(
                EffectivePolicy.Source(room: ids[from], revision: policy.revision, rule: rule, path: path().map { ids[$0] }))
        }
        return sources
    }

    /// Own ones first, then those that come down, nearest spaces or not: all count.
    private func exemptions() -> [[Arrival<UserPattern>]] {
        var arrivals = [[Arrival<UserPattern>]](repeating: [], count: ids.count)
        for (place, policy) in policies { arrivals[place] = policy.exempt.map { Arrival(value: $0, from: place) } }
        walk({ $0.exempt.isEmpty ? nil : $0.exempt }, isCutOffByOwn: false) { place, from, _, patterns, _ in
            if place != from { arrivals[place] += patterns.map { Arrival(value: $0, from: from) } }
        }
        return arrivals
    }

    /// Decides one setting for all rooms: their own value, else the most careful of those that come down. A rule that comes down
    /// from a room where nobody set a value brings the standard one with it: what only observes there must not remove here.
    private func settle<Value: Hashable>(
        _ own: KeyPath<Policy, Value?>, _ setting: PolicySetting, into target: WritableKeyPath<EffectivePolicy, Value>,
        of entries: inout [PolicyMap.Entry], moreCareful: (Value, Value) -> Value
    ) {
        var arrivals = [[Arrival<Value>]](repeating: [], count: ids.count)
        walk({ $0[keyPath: own] }, isCutOffByOwn: true) { place, from, _, value, _ in
            arrivals[place].append(Arrival(value: value, from: from))
        }
        for place in ids.indices {
            guard let first = arrivals[place].first else { continue }
            let bringsStandard =
                policies[place]?[keyPath: own] == nil
                && entries[place].effective.sources.contains { source in
                    places[source.room].map { $0 != place && arrivals[$0].isEmpty } ?? false
                }
            var value = arrivals[place].dropFirst().reduce(first.value) { moreCareful($0, $1.value) }
            var origins = arrivals[place].filter { $0.value == value }.map { ids[$0.from] }
            if bringsStandard {
                let careful = moreCareful(value, entries[place].effective[keyPath: target])
                if careful != value { origins = [] }
                value = careful
            }
            entries[place].effective[keyPath: target] = value
            entries[place].origins[setting] = origins
        }
    }

    /// Tells of every room which values it has or gets: its own one, and, unless that cuts off what comes from above, those that
    /// come down. `path` gives the spaces between. Sources in order; of one source, the nearest rooms first, by the shortest way.
    private func walk<Value>(
        _ value: (Policy) -> Value?, isCutOffByOwn: Bool,
        arrive: (_ place: Int, _ from: Int, _ path: () -> [Int], Value, Policy) -> Void
    ) {
        var seenAt = [Int](repeating: -1, count: ids.count)
        var above = [Int](repeating: -1, count: ids.count)
        for source in named {
            guard let policy = policies[source], let carried = value(policy) else { continue }
            arrive(source, source, { [] }, carried, policy)
            guard !policy.isForThisRoomOnly, source < tree.ids.count else { continue }
            seenAt[source] = source
            var queue = [source]
            var next = 0
            while next < queue.count {
                let place = queue[next]
                next += 1
                for child in tree.childPlaces[place] where seenAt[child] != source {
                    seenAt[child] = source
                    above[child] = place
                    let own = policies[child]
                    if let own, own.inheritsNothing { continue }
                    let hasOwn = isCutOffByOwn && own.flatMap(value) != nil
                    if !hasOwn { arrive(child, source, { Self.path(to: child, from: source, above) }, carried, policy) }
                    if !hasOwn || own?.isForThisRoomOnly == true { queue.append(child) }
                }
            }
        }
    }

    private static func path(to child: Int, from source: Int, _ above: [Int]) -> [Int] {
        var path: [Int] = []
        var place = above[child]
        while place != source {
            path.append(place)
            place = above[place]
        }
        return path.reversed()
    }
}

extension Phase {
    /// Observing before announcing, a later date before an earlier one, enforcing last.
    func moreCareful(_ other: Phase) -> Phase {
        switch (self, other) {
        case (.observe, _), (_, .observe): .observe
        case (.announce(let left), .announce(let right)): .announce(until: max(left, right))
        case (.announce, _): self
        case (_, .announce): other
        case (.enforce, .enforce): .enforce
        }
    }
}

extension BrakeLimits {
    func moreCareful(_ other: BrakeLimits) -> BrakeLimits {
        BrakeLimits(people: min(people, other.people), percent: min(percent, other.percent))
    }
}
