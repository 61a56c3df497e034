public import Logging
public import UsherDomain

/// The loop over rooms: plans every room that may have changed, lets the brakes look at the whole, stores what is to be done, and
/// carries it out.
///
/// Level-triggered: whatever happens (a sync, new evidence, an edit, a timer) only marks rooms; a pass reads everything anew. So
/// nothing is lost by a crash, and nothing depends on the order of events. Long-running: ``run()`` returns when its task is
/// cancelled, after the acts in flight ended.
public actor Governor {
    /// How long a pass that failed waits before it is tried again, in milliseconds: the journal's disk was full, or busy.
    static let retryMilliseconds: Int64 = 5_000
    /// How often time alone makes a pass worth it, in milliseconds: departures fall due, evidence goes stale, announcements end.
    static let tickMilliseconds: Int64 = 30_000
    /// What the loop works with.
    public struct Parts: Sendable {
        let policies: PolicyBook
        let policyStore: any PolicyStore
        let evidence: EvidenceBook
        let gathering: Gathering
        let rooms: any RoomObservations
        let invitations: any RoomInvitations
        let acts: any RoomActs
        let journal: any ActJournal
        let memory: any RoomMemory
        let people: People
        let hash: any ContentHash
        let clock: any WallClock
        let steadyClock: any SteadyClock
        let random: any RandomSource
        let logger: Logger

        /// Puts the parts together.
        public init(
            policies: PolicyBook, policyStore: any PolicyStore, evidence: EvidenceBook, gathering: Gathering,
            rooms: any RoomObservations, invitations: any RoomInvitations, acts: any RoomActs, journal: any ActJournal,
            memory: any RoomMemory, people: People, hash: any ContentHash, clock: any WallClock, steadyClock: any SteadyClock,
            random: any RandomSource, logger: Logger
        ) {
            self.policies = policies
            self.policyStore = policyStore
            self.evidence = evidence
            self.gathering = gathering
            self.rooms = rooms
            self.invitations = invitations
            self.acts = acts
            self.journal = journal
            self.memory = memory
            self.people = people
            self.hash = hash
            self.clock = clock
            self.steadyClock = steadyClock
            self.random = random
            self.logger = logger
        }
    }

    /// A room that the bot tries to join, with an invitation or without.
    struct JoinAttempt: Hashable {
        let room: RoomID
        let isInvited: Bool
    }

    let parts: Parts
    let settings: LoopSettings
    var dirty = DirtyRooms()
    /// What the last pass found, by room.
    var plans: [RoomID: RoomPlan] = [:]
    var departures: DepartureTable
    var reprieves: [RoomID: [Reprieve]] = [:]
    /// Plans that wait for a person, and those that one said no to.
    var held: [PlanHash: HeldPlan] = [:]
    /// Held plans that are being approved or dropped at this moment.
    var deciding: Set<PlanHash> = []
    /// Whether a policy is moving to the room that replaces its own, or has, and ``Parts/policies`` do not say so yet.
    var isFollowing = false
    var refusals = RefusalTable()
    var takings: TakenTable
    var joinsTried: [JoinAttempt: Instant] = [:]
    /// Rooms to be joined after the pass, and through whom.
    var joins: [RoomID: [ServerName]] = [:]
    var exemptions: Exemptions
    var foreignersFound: PersonSet = []
    var foreignersSeen = 0
    /// The spaces as they were when any last changed, with the policies of ``treeRevision`` and without the rooms that could not
    /// be read then.
    var tree: SpaceTree?
    var treeRevision = -1
    var treeUnread: Set<RoomID> = []
    var map: PolicyMap
    var remembered = RememberedRooms()
    /// What could not be seen when that was last said in the log.
    var unseenSaid: Set<UnseenRoom> = []
    /// When time alone may change some plan.
    var lookAgainAt: Instant?
    var schedule: ActSchedule
    var isPaused = false
    var sweepFinishedAt: Instant?
    /// When the daemon began to work: before a first sweep, the dead man's time runs from here.
    private(set) var startedAt: Instant
    private(set) var passes = 0
    /// What our own readings say beyond the sync.
    var standings = FreshStandings()
    /// Intents whose act may have been done already: by a try whose outcome was lost, or by an earlier process.
    var doubts: [Int64: CarryOutIntent.Doubt] = [:]
    /// When it was last said that no sweep has finished for too long, by the steady clock.
    var alarmedAt: Int64?
    /// Whom requirements concern may have changed: not by an act of ours, which the sync tells of by itself.
    private var isAttentionDue = true
    private var isRunning = false
    private var isPassing = false
    private var passWaiters: [(pass: Int, continuation: CheckedContinuation<Bool, Never>)] = []
    private var alarmAt: Int64?
    private var tickedAt: Int64
    private let wakes: AsyncStream<Void>
    private let wake: AsyncStream<Void>.Continuation

    /// Makes the loop; nothing runs before ``run()``.
    public init(_ parts: Parts, settings: LoopSettings) {
        self.parts = parts
        self.settings = settings
        departures = DepartureTable([], people: parts.people)
        exemptions = Exemptions(bot: settings.bot)
        map = PolicyMap(policies: [], tree: SpaceTree(rooms: []))
        schedule = ActSchedule(ownServer: settings.bot.server, people: parts.people)
        takings = TakenTable([], people: parts.people)
        startedAt = parts.clock.now()
        tickedAt = parts.steadyClock.nowMilliseconds()
        (wakes, wake) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Takes up what an earlier run of the daemon left, then works until the task is cancelled. Throws when the journal cannot be
    /// read at the start.
    public func run() async throws {
        try await load()
        isRunning = true
        dirty.addAll()
        wake.yield()
        await withDiscardingTaskGroup { group in
            group.addTask { await self.parts.gathering.run() }
            group.addTask { await self.watchEvidence() }
            group.addTask { await self.sweepAgainAndAgain() }
            for await _ in wakes {
                markDue()
                await pass()
                startJoins(in: &group)
                startActs(in: &group)
                setAlarm(in: &group)
            }
            // Whoever waits for a pass waits in vain: there is none any more.
            releaseWaiters()
            group.cancelAll()
        }
    }

    /// The sync has read something.
    public func roomsChanged(_ changes: RoomChanges) {
        guard changes.isComplete || !changes.rooms.isEmpty else { return }
        if changes.isComplete || changes.rooms.contains(where: { !isInTree($0) }) { tree = nil }
        isAttentionDue = true
        if changes.isComplete { dirty.addAll() } else { dirty.add(changes.rooms) }
        wake.yield()
    }

    /// Whether the tree shows a room as it is now. Most news are of people, and no news for it.
    private func isInTree(_ room: RoomID) -> Bool {
        tree.map { $0.links[room] == parts.rooms.room(room).map(RoomLinks.init) } ?? false
    }

    /// Rules, settings or links have changed.
    public func everythingChanged() {
        isAttentionDue = true
        dirty.addAll()
        wake.yield()
    }

    /// Marks the rooms whose rules use these requirements.
    func evidenceChanged(_ requirements: Set<Requirement>) {
        let contents = parts.policies.current
        let concerned = plans.values.filter { plan in
            plan.policy.rule.leaves.contains { leaf in contents.requirement(of: leaf).map(requirements.contains) ?? false }
        }
        dirty.add(concerned.map(\.room))
        if plans.isEmpty { dirty.addAll() }
        isAttentionDue = true
        wake.yield()
    }

    /// Returns when a pass that began after this call has ended: whether it came to its end. `false` at once when the loop does
    /// not run: nobody would ever answer.
    @discardableResult
    func nextPass() async -> Bool {
        guard isRunning else { return false }
        return await withCheckedContinuation { continuation in
            // One that is under way began before, and may have looked already.
            passWaiters.append((passes + (isPassing ? 2 : 1), continuation))
            wake.yield()
        }
    }

    /// Tells the gathering what matters, if that may have changed.
    func attend(_ planning: inout Planning) async {
        guard isAttentionDue else { return }
        isAttentionDue = false
        await parts.gathering.attend(to: planning.concerned())
    }

    func wakeUp() {
        wake.yield()
    }

    /// Takes up what the journal has.
    private func load() async throws {
        try await parts.policies.load()
        let contents = parts.policies.current
        let requirements = contents.policies.values.compactMap(\.rule).reduce(into: Set<Requirement>()) { all, rule in
            all.formUnion(rule.requirements { contents.requirements[$0]?.requirement })
        }
        try await parts.gathering.load(requirements)
        let now = parts.clock.now()
        let since = now.advanced(byMilliseconds: -Brakes.windowMilliseconds)
        takings = TakenTable(try await parts.journal.takings(since: since), people: parts.people)
        try await recall()
        departures = DepartureTable(try await parts.journal.departures(), people: parts.people)
        reprieves = Dictionary(grouping: try await parts.journal.reprieves(now: now), by: \.room)
        let plans = try await parts.journal.heldPlans(now: now, people: parts.people)
        held = Dictionary(plans.map { ($0.hash, $0) }) { $1 }
        isPaused = try await parts.journal.fact(.paused) != nil
        sweepFinishedAt = try await parts.journal.fact(.sweepFinishedAt).flatMap { Int64($0) }
            .map(Instant.init(unixMilliseconds:))
        for intent in try await parts.journal.intents() {
            var intent = intent
            // By a clock that was wrong for a while, it would wait until that hour comes.
            intent.notBefore = ActSchedule.believed(intent.notBefore, now: now)
            schedule.add(intent)
            if intent.mayBeDone { doubts[intent.id] = .unread }
        }
        startedAt = parts.clock.now()
    }

    private func watchEvidence() async {
        for await requirements in parts.gathering.changes() { evidenceChanged(requirements) }
    }

    /// One pass over what is marked; whoever waits for it is told when it has ended, and whether it came to its end.
    private func pass() async {
        let marked = dirty.take()
        isPassing = true
        var hasEnded = true
        do {
            if !marked.isEmpty { try await plan(marked) }
        } catch {
            if !(error is CancellationError) { parts.logger.error("a pass failed", metadata: ["error": "\(error)"]) }
            dirty.putBack(marked)
            isAttentionDue = true
            hasEnded = false
        }
        isPassing = false
        passes += 1
        let due = passWaiters.filter { $0.pass <= passes }
        passWaiters.removeAll { $0.pass <= passes }
        for waiter in due { waiter.continuation.resume(returning: hasEnded) }
    }

    private func releaseWaiters() {
        isRunning = false
        for waiter in passWaiters { waiter.continuation.resume(returning: false) }
        passWaiters = []
    }

    /// Marks what time alone may have changed.
    private func markDue() {
        let steady = parts.steadyClock.nowMilliseconds()
        let now = parts.clock.now()
        if let due = lookAgainAt, due <= now {
            lookAgainAt = nil
            dirty.add(plans.values.filter { $0.lookAgainAt.map { $0 <= now } ?? false }.map(\.room))
        }
        guard steady - tickedAt >= Self.tickMilliseconds else { return }
        tickedAt = steady
        refusals.prune(now: now)
        schedule.distrust(now: now)
        standings.prune(steady: steady)
        takings.recount()
        isAttentionDue = true
        dirty.addAll()
    }

    /// Wakes the loop when the next act, departure or tick is due.
    private func setAlarm(in group: inout DiscardingTaskGroup) {
        let now = parts.clock.now()
        let steady = parts.steadyClock.nowMilliseconds()
        var wait = dirty.isEmpty ? Self.tickMilliseconds : Self.retryMilliseconds
        for due in [schedule.nextDueAt, lookAgainAt].compactMap({ $0 }) {
            wait = min(wait, max(due.milliseconds(since: now), 0))
        }
        let dueAt = steady + wait
        guard dueAt < alarmAt ?? .max else { return }
        alarmAt = dueAt
        group.addTask { await self.ring(at: dueAt) }
    }

    private func ring(at dueAt: Int64) async {
        let wait = max(dueAt - parts.steadyClock.nowMilliseconds(), 0)
        // A cancelled sleep means that the loop ends: nobody needs waking.
        do { try await parts.steadyClock.sleep(milliseconds: wait) } catch { return }
        if alarmAt == dueAt { alarmAt = nil }
        wake.yield()
    }
}
