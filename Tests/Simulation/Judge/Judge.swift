import UsherDomain
import UsherTesting

/// Looks at everything that the daemon decided and did since it looked last, and throws when that breaks a law.
final class Judge {
    let surroundings: Surroundings
    private let people = People()
    private var seen = (attempts: 0, decisions: 0, beginnings: 0, entries: 0)
    private var before: Premises?
    private var premisesOf: (books: Int, changes: Int)?
    private var ledger = TakingsLedger()
    /// Acts of plans that a person approved: the brakes do not count them.
    var approved: Set<Chronicle.Pair> = []

    init(_ surroundings: Surroundings) {
        self.surroundings = surroundings
    }

    /// Called whenever everybody rests.
    func look() throws {
        let now = surroundings.clock.now()
        let current = premises()
        let previous = before ?? current
        before = current
        let pages = surroundings.chronicle.now
        let attempts = surroundings.homeserver.attempts(from: seen.attempts)
        let decisions = pages.decisions.dropFirst(seen.decisions)
        let beginnings = pages.beginnings.dropFirst(seen.beginnings)
        let entries = pages.entries.dropFirst(seen.entries)
        seen = (seen.attempts + attempts.count, pages.decisions.count, pages.beginnings.count, pages.entries.count)
        if !attempts.isEmpty || !decisions.isEmpty || !beginnings.isEmpty {
            let bench = Bench(surroundings, pages: pages, now: now)
            for decision in decisions { try judge(decision.act.kind, decision, previous, current, bench) }
            for beginning in beginnings { try bench.judge(beginning, [previous, current]) }
            for attempt in attempts { try judge(attempt, previous, current, bench) }
        }
        try ledger.look(entries, current, approved: approved, settings: surroundings.settings, now: now)
    }

    /// As everybody sees it now.
    func premises() -> Premises {
        let marks = (surroundings.books.now.revision, surroundings.homeserver.syncCount)
        if let before, let premisesOf, premisesOf == marks { return before }
        premisesOf = marks
        return Premises(surroundings, people: people)
    }

    /// What was decided must follow from what was known just before this moment, or in it.
    private func judge(
        _ kind: MembershipAct.Kind, _ decision: Chronicle.Decision, _ previous: Premises, _ current: Premises, _ bench: Bench
    ) throws {
        let act = decision.act
        if decision.cause.hasPrefix("undo") { return }
        let objections = bench.objections(kind, act.user, act.room, current)
        guard let first = objections.first, !bench.objections(kind, act.user, act.room, previous).isEmpty else { return }
        throw World.Broken(description: "decided to \(kind.rawValue) \(act.user) in \(act.room): \(first)")
    }

    private func judge(_ attempt: SimulatedAttempt, _ previous: Premises, _ current: Premises, _ bench: Bench) throws {
        let objections = bench.objections(attempt, current)
        guard let first = objections.first, !bench.objections(attempt, previous).isEmpty else { return }
        throw World.Broken(description: "the bot did \(attempt): \(first)")
    }
}
