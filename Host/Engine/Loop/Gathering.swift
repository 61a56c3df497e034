internal import Logging
public import UsherDomain

/// Keeps the evidence fresh: looks at each requirement in use when it is due, several at once, and tells the loop which of them
/// brought news. Long-running: ``run()`` returns when its task is cancelled.
public actor Gathering {
    private struct Watch {
        var concerned: PersonSet
        var dueAt: Int64
        var isRunning = false
        /// Something happened during the look: there is another one at once.
        var again = false
    }

    private let gather: GatherEvidence
    private let events: any Events
    private var watches: [Requirement: Watch] = [:]
    private var alarmAt: Int64?
    private let wakes: AsyncStream<Void>
    private let wake: AsyncStream<Void>.Continuation
    private let news: AsyncStream<Set<Requirement>>
    private let tell: AsyncStream<Set<Requirement>>.Continuation

    private var clock: any SteadyClock { gather.parts.steadyClock }
    private var book: EvidenceBook { gather.parts.book }

    /// `events` are what third parties tell by themselves.
    public init(gather: GatherEvidence, events: any Events) {
        self.gather = gather
        self.events = events
        (wakes, wake) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
        // Sets of requirements in use: there are never many, and none may be lost.
        (news, tell) = AsyncStream.makeStream(bufferingPolicy: .unbounded)
    }

    /// Which requirements have brought news. One reader.
    nonisolated func changes() -> AsyncStream<Set<Requirement>> { news }

    /// Works until the task is cancelled.
    func run() async {
        await withDiscardingTaskGroup { group in
            group.addTask { await self.listen() }
            for await _ in wakes {
                startDue(in: &group)
                setAlarm(in: &group)
            }
            group.cancelAll()
        }
    }

    /// Reads what was stored about requirements that rules use; once, before ``run()``.
    func load(_ requirements: Set<Requirement>) async throws {
        let parts = gather.parts
        try await parts.evidence.prune(keeping: requirements, now: parts.clock.now())
        try await book.load(
            links: parts.links, evidence: parts.evidence, requirements: requirements, now: parts.clock.now(),
            steady: clock.nowMilliseconds())
    }

    /// Looks which instances are there: before everybody's verdicts are used.
    func noteInstances() async {
        await gather.noteInstances()
    }

    /// From now on, these requirements matter, about these people.
    func attend(to concerned: [Requirement: PersonSet]) {
        let now = clock.nowMilliseconds()
        if book.requirements != Set(concerned.keys) { book.use(Set(concerned.keys)) }
        for requirement in watches.keys where concerned[requirement] == nil { watches[requirement] = nil }
        for (requirement, people) in concerned where watches[requirement]?.concerned != people {
            if watches[requirement] == nil {
                watches[requirement] = Watch(concerned: people, dueAt: now)
            } else {
                watches[requirement]?.concerned = people
                hurry(requirement, now)
            }
        }
        wake.yield()
    }

    /// An authoriser has told something: what it makes due is looked at now.
    func take(_ event: AuthoriserEvent, at instance: InstanceID, liftingBackoff: Bool = false) async {
        do {
            let due = try await gather.take(event, at: instance, liftingBackoff: liftingBackoff)
            hurry(due)
        } catch {
            gather.parts.logger.error("an event could not be stored", metadata: ["instance": "\(instance)", "error": "\(error)"])
        }
    }

    /// Looks at these soon: a link has changed.
    func hurry(_ requirements: Set<Requirement>) {
        let now = clock.nowMilliseconds()
        for requirement in requirements { hurry(requirement, now) }
        // Whoever linked an account may be on a list that is here already.
        tell.yield(requirements)
        wake.yield()
    }

    /// What came of looking at everything.
    struct Outcome: Sendable {
        var answered = 0
        var unanswered: [(requirement: Requirement, why: String)] = []
    }

    /// Looks at every requirement, `isForced`: also where something fresh is known, or the last try failed and nobody said when
    /// to come again. Returns when each was tried.
    func lookAtAll(isForced: Bool) async -> Outcome {
        if isForced {
            for instance in Set(watches.keys.map(\.instance)) {
                await take(AuthoriserEvent(.all, at: nil, dedupeID: ""), at: instance, liftingBackoff: true)
            }
        }
        let concerned = watches.mapValues(\.concerned)
        return await withTaskGroup(of: (Requirement, Refresh).self) { group in
            for (requirement, people) in concerned {
                group.addTask { (requirement, await self.gather(requirement, concerning: people)) }
            }
            var outcome = Outcome()
            var changed: Set<Requirement> = []
            for await (requirement, refresh) in group {
                if refresh.changed { changed.insert(requirement) }
                if let why = refresh.end.why ?? whyItRests(requirement, refresh) {
                    outcome.unanswered.append((requirement, why))
                } else {
                    outcome.answered += 1
                }
            }
            if !changed.isEmpty { tell.yield(changed) }
            outcome.unanswered.sort {
                ($0.requirement.instance, $0.requirement.json) < ($1.requirement.instance, $1.requirement.json)
            }
            return outcome
        }
    }

    /// Why a requirement that rests is not known: it waits after a failure, or for a list to be confirmed.
    private func whyItRests(_ requirement: Requirement, _ refresh: Refresh) -> String? {
        guard refresh.end == .rested else { return nil }
        let status = book.statuses(at: gather.parts.clock.now(), steady: clock.nowMilliseconds())
            .first { $0.requirement == requirement }
        guard let status else { return nil }
        guard status.failures > 0, let failure = status.lastFailure, let why = Refresh.End.unknown(failure.unknown).why else {
            return status.heldSince == nil ? nil : Refresh.End.held.why
        }
        let wait = status.nextTryMilliseconds
        return wait < 1_000 ? why : "\(why); it is asked again in \(DurationText.text(milliseconds: wait))"
    }

    private func hurry(_ requirement: Requirement, _ now: Int64) {
        guard var watch = watches[requirement] else { return }
        if watch.isRunning { watch.again = true } else { watch.dueAt = now }
        watches[requirement] = watch
    }

    private func startDue(in group: inout DiscardingTaskGroup) {
        let now = clock.nowMilliseconds()
        for (requirement, watch) in watches where !watch.isRunning && watch.dueAt <= now {
            watches[requirement]?.isRunning = true
            group.addTask { await self.look(requirement, watch.concerned) }
        }
    }

    private func look(_ requirement: Requirement, _ concerned: PersonSet) async {
        let refresh = await gather(requirement, concerning: concerned)
        if refresh.changed { tell.yield([requirement]) }
        guard var watch = watches[requirement] else { return }
        let now = clock.nowMilliseconds()
        let (due, overflow) = now.addingReportingOverflow(max(refresh.nextTryMilliseconds, 0))
        watch.dueAt = watch.again ? now : overflow ? .max : due
        watch.isRunning = false
        watch.again = false
        watches[requirement] = watch
        wake.yield()
    }

    private func setAlarm(in group: inout DiscardingTaskGroup) {
        guard let dueAt = watches.values.filter({ !$0.isRunning }).map(\.dueAt).min(), dueAt < alarmAt ?? .max else { return }
        alarmAt = dueAt
        group.addTask { await self.ring(at: dueAt) }
    }

    private func ring(at dueAt: Int64) async {
        // A cancelled sleep means that the loop ends: nobody needs waking.
        do { try await clock.sleep(milliseconds: max(dueAt - clock.nowMilliseconds(), 0)) } catch { return }
        if alarmAt == dueAt { alarmAt = nil }
        wake.yield()
    }

    private func listen() async {
        for await (instance, event) in events.watched() { await take(event, at: instance) }
    }
}

extension Refresh.End {
    /// Why nobody knows; `nil` when somebody does.
    fileprivate var why: String? {
        switch self {
        case .unknown(let unknown):
            unknown.message.isEmpty ? unknown.kind.rawValue : "\(unknown.kind.rawValue): \(unknown.message)"
        case .asked(_, let unanswered) where unanswered > 0: "\(unanswered) people were not answered for"
        case .cancelled: "the daemon ends"
        case .held: "the list has become empty, or shrunk by half or more: it waits for another one to confirm it"
        case .rested, .renewed, .listed, .asked: nil
        }
    }
}
