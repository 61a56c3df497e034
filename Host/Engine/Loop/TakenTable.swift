import UsherDomain

/// From whom something was taken within the brakes' window: what the journal has settled, and what has begun and is not settled
/// yet. In memory, so that a pass looks at one moment and waits for nobody in between (law 4). A value.
struct TakenTable {
    /// How many settled acts are remembered: far more than brakes let pass in a day. They are not forgotten by the wall clock,
    /// which may be ahead for a moment.
    static let settledMax = 100_000

    /// Settled acts that no person approved.
    private var settled: [Taking]
    private var counted = TakenPeople()
    private let people: People
    /// Something that was counted may count no more.
    private var isStale = true

    init(_ settled: [Taking], people: People) {
        self.settled = settled
        self.people = people
    }

    /// An act was settled that no person approved.
    mutating func settle(_ taking: Taking) {
        settled.append(taking)
        if settled.count > 2 * Self.settledMax { settled.removeFirst(Self.settledMax) }
        begin(taking)
    }

    /// An act has begun that no person approved.
    mutating func begin(_ taking: Taking) {
        counted.add(people.number(of: taking.user), in: taking.room, by: taking.instances)
    }

    /// What was taken in an upgraded room counts in the new one: the people there are the same.
    mutating func move(by move: PolicyMove) {
        settled = settled.map { $0.moved(by: move) }
        isStale = true
    }

    /// Time has passed, or something that had begun came to nothing: everything is counted anew when it is asked for next.
    mutating func recount() {
        isStale = true
    }

    /// Everybody who counts at `now`.
    mutating func all(_ departures: DepartureTable, _ schedule: ActSchedule, now: Instant) -> TakenPeople {
        guard isStale else { return counted }
        let since = now.advanced(byMilliseconds: -Brakes.windowMilliseconds)
        counted = TakenPeople(settled.filter { $0.at >= since }, people)
        for departure in departures.all
        where departure.approvedVersion == nil && departure.since >= since && departure.removedAt == nil {
            counted.add(people.number(of: departure.user), in: departure.room, by: departure.instances)
        }
        for intent in schedule.all where intent.act.kind.takesAway && !intent.isApproved {
            counted.add(people.number(of: intent.act.user), in: intent.act.room, by: intent.act.instances)
        }
        isStale = false
        return counted
    }
}
