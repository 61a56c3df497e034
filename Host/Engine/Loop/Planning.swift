import UsherDomain

/// Everything at one moment, ready to plan any room of it. Reads what is in memory and asks nobody; two plannings of one moment
/// say the same. Short-lived: made for a pass or a question, and dropped.
struct Planning {
    let now: Instant
    private(set) var map: PolicyMap
    private(set) var contents: PolicyBook.Contents
    private let rooms: any RoomObservations
    private let evidence: EvidenceBook
    private let people: People
    private let bot: UserID
    private let departures: DepartureTable
    private let reprieves: [RoomID: [Reprieve]]
    private let remembered: RememberedRooms
    private let candidates: PersonSet
    private let foreigners: PersonSet
    private var exemptions: Exemptions
    private var standings: FreshStandings
    private let steady: Int64
    /// Every listing in use that waits to be confirmed, sorted: rarely any. Only reports ask for them, and each act makes a
    /// planning.
    private lazy var unconfirmed = evidence.unconfirmed(at: now, steady: steady)
    private var verdicts: [Rule: Verdicts] = [:]
    private var bases: [Rule: Basis] = [:]
    private var plans: [RoomID: RoomPlan] = [:]
    /// Who had gone from the rooms before each that was planned and replaces any.
    private(set) var leavers: [RoomID: PersonSet] = [:]

    init(
        now: Instant, map: PolicyMap, contents: PolicyBook.Contents, rooms: any RoomObservations, evidence: EvidenceBook,
        people: People, bot: UserID, departures: DepartureTable, reprieves: [RoomID: [Reprieve]], remembered: RememberedRooms,
        foreigners: PersonSet,
        exemptions: Exemptions, standings: FreshStandings, steady: Int64
    ) {
        self.now = now
        self.map = map
        self.contents = contents
        self.rooms = rooms
        self.evidence = evidence
        self.people = people
        self.bot = bot
        self.departures = departures
        self.reprieves = reprieves
        self.remembered = remembered
        self.foreigners = foreigners
        self.exemptions = exemptions
        self.standings = standings
        self.steady = steady
        candidates = evidence.candidates
    }

    /// The rooms that something is to be planned for: governed ones that the bot is in, and those where a departure is under way.
    var planned: [RoomID] {
        let governed = map.governed.filter { rooms.room($0) != nil }
        let known = Set(governed)
        return governed + departures.rooms.filter { !known.contains($0) && rooms.room($0) != nil }.sorted { $0.text < $1.text }
    }

    /// Every room that a policy governs or names, whether the bot is in it or not; and those of which that is not known. Sorted.
    var known: [RoomID] {
        Set(map.governed).union(map.missing).union(map.lost).union(rooms.unread).union(contents.policies.keys).sorted {
            $0.text < $1.text
        }
    }

    /// The plan for one room; `nil` when the bot is not in it.
    mutating func plan(_ id: RoomID) -> RoomPlan? {
        if let plan = plans[id] { return plan }
        guard let observed = rooms.room(id) else { return nil }
        let plan = plan(standings.apply(to: observed, steady: steady), departures: departures[id], reprieves: reprieves[id] ?? [])
        plans[id] = plan
        return plan
    }

    /// What the plan for one room says about one person, as if nobody else were there: a hundred thousand others are not looked
    /// at for it. `nil` when the bot is not in the room.
    mutating func plan(_ id: RoomID, about user: UserID) -> RoomPlan? {
        if let plan = plans[id] { return plan }
        guard let observed = rooms.room(id) else { return nil }
        let person = people.number(of: user)
        var room = standings.apply(to: observed, steady: steady)
        room.people = RoomPeople(of: person, in: room.people)
        return plan(
            room, departures: departures[id, user].map { [person: $0] } ?? [:],
            reprieves: (reprieves[id] ?? []).filter { $0.user == user }, only: [person])
    }

    private mutating func plan(
        _ room: ObservedRoom, departures: [PersonNumber: Departure], reprieves: [Reprieve], only: PersonSet? = nil
    ) -> RoomPlan {
        let id = room.id
        let policy = map.effective(id)
        let present = room.people.joined.union(room.people.invited).union(room.people.knocking)
        let spared = reprieves.filter { $0.until > now }
        var verdicts = verdicts(of: policy.rule)
        if let only { verdicts = verdicts.only(only) }
        let leftBefore = FollowUpgrade.leavers(before: room, room: rooms.room, remembered: remembered.leavers)
        if room.predecessor != nil, policy.isGoverned, only == nil { leavers[id] = leftBefore }
        var plan = PlanRoom.plan(
            RoomSituation(
                room: room, policy: policy, verdicts: verdicts, departures: departures,
                reprieved: PersonSet(spared.map { people.number(of: $0.user) }), reprieveEndsAt: spared.map(\.until).min(),
                candidates: candidates, foreign: foreigners, exempt: exemptions.exempt(by: policy.exempt, among: people),
                beyondBot: room.power.beyond(bot, among: present, number: people.known), bot: people.number(of: bot),
                botUser: bot, doors: map.doors(of: room, now: now),
                upgrade: FollowUpgrade.step(from: room) { rooms.room($0) }, leftBefore: leftBefore, now: now))
        plan.problems += policy.rule.names.filter { contents.requirements[$0] == nil }.sorted()
            .map(RoomProblem.undefinedRequirement)
        return plan
    }

    /// What the verdicts on everybody rest on; worked out once for all rooms that share a rule.
    mutating func basis(of rule: Rule) -> Basis {
        if let known = bases[rule] { return known }
        let all = PersonSet(numbers: 0..<UInt32(people.count))
        let decisive = rule.decisive(among: all) { leaf in
            contents.requirement(of: leaf).map { evidence.verdicts(of: $0, at: now) } ?? RequirementVerdicts()
        }
        var basis = Basis()
        for (leaf, concerned) in decisive {
            basis.instances[leaf.instance, default: []].formUnion(concerned)
            if let requirement = contents.requirement(of: leaf), evidence.hasBecomeEmpty(requirement) {
                basis.emptied[requirement, default: []].formUnion(concerned)
            }
        }
        bases[rule] = basis
        return basis
    }

    /// From here on, everything is as if this rule were set for `room`.
    mutating func suppose(_ rule: Rule, in room: RoomID) {
        var policy = contents.policies[room] ?? Policy(room: room)
        policy.rule = rule
        contents.policies[room] = policy
        map = map.with(Array(contents.policies.values))
        plans = [:]
    }

    /// What is known about everybody and a rule; worked out once for all rooms that share it.
    mutating func verdicts(of rule: Rule) -> Verdicts {
        if let known = verdicts[rule] { return known }
        let all = PersonSet(numbers: 0..<UInt32(people.count))
        let result = rule.verdicts(among: all) { leaf in
            contents.requirement(of: leaf).map { evidence.verdicts(of: $0, at: now) } ?? RequirementVerdicts()
        }
        verdicts[rule] = result
        return result
    }

    /// The rule, part by part, with what is known about one person.
    func explanation(of user: UserID, _ rule: Rule) -> Explanation {
        rule.explain { leaf in
            guard let requirement = contents.requirement(of: leaf) else {
                return LeafEvidence(verdict: .unknown, reason: "no requirement has this name")
            }
            return evidence.grounds(of: user, requirement, at: now, steady: steady).leaf
        }
    }

    /// The listings that wait to be confirmed and that one of the rules asks for, sorted by instance and question.
    mutating func unconfirmed(for rules: some Sequence<Rule>) -> [UnconfirmedListing] {
        guard !unconfirmed.isEmpty else { return [] }
        let asked = rules.reduce(into: Set<Requirement>()) { all, rule in
            all.formUnion(rule.requirements { contents.requirements[$0]?.requirement })
        }
        return unconfirmed.filter { asked.contains($0.requirement) }
    }

    /// Why nothing is taken from a person in a room, whatever the rule says; empty when nothing protects them.
    mutating func protections(of user: UserID, in room: ObservedRoom) -> [String] {
        let policy = map.effective(room.id)
        var found: [String] = []
        if user == bot { found.append("it is the bot") }
        if user != bot, exemptions.isLeftAlone(user) { found.append("it belongs to an application service") }
        found += policy.exempt.filter { $0.matches(user) }.map { "exempt by \($0)" }
        if user != bot, room.power.isBeyond(bot, user) { found.append("has as much power in the room as the bot, or more") }
        found += (reprieves[room.id] ?? []).filter { $0.user == user && $0.until > now }
            .map { "left alone until \($0.until.text), by a person's decision" }
        return found
    }

    /// What has to be known, and about whom: members and candidates of the rooms that ask for it.
    mutating func concerned() -> [Requirement: PersonSet] {
        var concerned: [Requirement: PersonSet] = [:]
        for id in map.governed {
            guard let room = rooms.room(id) else { continue }
            let present = room.people.joined.union(room.people.invited).union(room.people.knocking).union(candidates)
            for requirement in map.effective(id).rule.requirements(resolve: { contents.requirements[$0]?.requirement }) {
                concerned[requirement, default: []].formUnion(present)
            }
        }
        return concerned
    }

    /// The exemptions with what they have found, for the next planning.
    var exemptionsFound: Exemptions { exemptions }
}
