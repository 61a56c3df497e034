/// What was decided, what is being done, and what was done about people in rooms. Durable when a method returns; each method is
/// one transaction. Implemented by UsherStore.
///
/// An act goes through it like this: ``begin(_:)`` stores intents with the run that decided them; ``noteTry(_:)`` notes of each
/// that the homeserver is asked to do it now; then ``settle(_:audit:departure:)`` stores the outcome with its audit entry and
/// removes the intent. A crash in between leaves the intent: one that was never tried was not done by us, and of one that was,
/// reading the room's state tells whether it was done.
public protocol ActJournal: Sendable {
    /// Begins a run: stores its intents and audit entries, and the departures that begin or end with it. Returns the run's number
    /// and its intents, each once, in the queue's order. A run with nothing in it is not stored: its number is 0, which no run
    /// has.
    ///
    /// There is one intent per room and user at most. An older one of another kind is replaced. One of the same kind stays what
    /// it is, with its id, attempts, ``Intent/notBefore`` and ``Intent/mayBeDone``, and takes over the newer run, reason and
    /// evidence: a pass that decides the same again neither hurries an act that waits nor loses one that is under way.
    func begin(_ run: NewRun) async throws -> (run: Int64, intents: [Intent])

    /// All intents, oldest first.
    func intents() async throws -> [Intent]

    /// Ends an intent: `audit` explains what was found to be done, `nil` when nothing was (it is no longer wanted). Where it
    /// names no run or rule version, it gets those of the intent. The departure is stored, or removed, or left alone. Returns
    /// `false`, and writes nothing, when the intent is gone already: another one has settled it, or a newer run has replaced it.
    /// Whoever had carried it out by then explains it with ``explain(_:audit:departure:)``.
    func settle(_ intent: Int64, audit: AuditEntry?, departure: DepartureChange) async throws -> Bool

    /// Stores what came of an intent that was gone when it was to be settled: its entry and departure; what it took away counts
    /// (``takings(since:)``) as if it had been settled.
    func explain(_ intent: Intent, audit: AuditEntry, departure: DepartureChange) async throws

    /// Notes that the homeserver is asked now: from here on the act may be done (``Intent/mayBeDone``). Does nothing when the
    /// intent is gone.
    func noteTry(_ intent: Int64) async throws

    /// Stores how an intent that was tried in vain waits: its attempts, ``Intent/notBefore`` and ``Intent/mayBeDone``. Does
    /// nothing when it is gone.
    func postpone(_ intent: Intent) async throws

    /// All departures.
    func departures() async throws -> [Departure]

    /// Stores departures and removes others, with audit entries where somebody's standing changed.
    func change(_ changes: [DepartureChange], audit: [AuditEntry]) async throws

    /// Plans that wait for a person, and those that were dropped, oldest first; those whose time is over at `now` are gone.
    /// `people` numbers whom they are about.
    func heldPlans(now: Instant, people: People) async throws -> [HeldPlan]

    /// Stores a held plan; one with the same hash keeps its time, unless that was over when this one was held. Writes the audit
    /// entry when it is new. `people` tells whom it is about.
    func hold(_ plan: HeldPlan, people: People, audit: AuditEntry) async throws

    /// Keeps a held plan as a dropped one: until its time is over, the same is not held again. `false`, and nothing written, when
    /// there is none that waits.
    func dropHeld(_ hash: PlanHash, audit: AuditEntry) async throws -> Bool

    /// Removes a held plan, overtaken or dropped. `false`, and nothing written, when there is none.
    func removeHeld(_ hash: PlanHash, audit: AuditEntry?) async throws -> Bool

    /// People who are left alone in a room for a while, by a person's decision, where that is not over at `now`.
    func reprieves(now: Instant) async throws -> [Reprieve]

    /// Grants reprieves, each in the place of the last one of the same room and user.
    func grant(_ reprieves: [Reprieve], audit: [AuditEntry]) async throws

    /// Who was removed (or uninvited) in a run, and from where, as the audit log says; each pair once, in the order of the acts.
    func removals(inRun run: Int64) async throws -> [(room: RoomID, user: UserID)]

    /// Every settled act that took something away from somebody (``AuditEntry/Act/warned``, `removed`, `withdrawn`) since
    /// `since`, oldest first, for the brakes: without those that a person had approved, by the run's plan or by the departure.
    func takings(since: Instant) async throws -> [Taking]

    /// Small facts that outlive the process; `nil` = not set.
    func fact(_ fact: LoopFact) async throws -> String?

    /// Sets a fact, or takes it back (`nil`).
    func set(_ fact: LoopFact, to value: String?, audit: AuditEntry?) async throws

    /// The audit log, newest first.
    func audit(_ query: AuditQuery) async throws -> [NumberedAuditEntry]
}

/// What ``ActJournal/begin(_:)`` stores.
public struct NewRun: Hashable, Sendable {
    /// What began it: `sweep`, `change`, `plan <hash>`, `undo <run>`.
    public let cause: String
    public let at: Instant
    /// The acts with the evidence of each, a JSON object without secrets.
    public let acts: [(act: MembershipAct, evidenceJSON: String)]
    public let departures: [DepartureChange]
    /// The plan that this run carries out with a person's approval; it is removed from the held ones.
    public let approved: PlanHash?
    /// What explains the run itself (a plan was approved, a run is undone) and the departures that change with it; entries that
    /// name no run get this one's number.
    public let audit: [AuditEntry]

    public init(
        cause: String, at: Instant, acts: [(act: MembershipAct, evidenceJSON: String)], departures: [DepartureChange] = [],
        approved: PlanHash? = nil, audit: [AuditEntry] = []
    ) {
        self.cause = cause
        self.at = at
        self.acts = acts
        self.departures = departures
        self.approved = approved
        self.audit = audit
    }

    /// Whether nothing would be stored for it.
    public var isEmpty: Bool { acts.isEmpty && departures.isEmpty && approved == nil && audit.isEmpty }

    public static func == (left: NewRun, right: NewRun) -> Bool {
        left.cause == right.cause && left.at == right.at && left.departures == right.departures
            && left.approved == right.approved && left.audit == right.audit
            && left.acts.elementsEqual(right.acts) { $0.act == $1.act && $0.evidenceJSON == $1.evidenceJSON }
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(cause)
        hasher.combine(at)
        hasher.combine(departures)
    }
}

/// What happens to a stored departure.
public enum DepartureChange: Hashable, Sendable {
    case none
    case store(Departure)
    case end(room: RoomID, user: UserID)
}

/// Somebody is left alone in a room until then.
public struct Reprieve: Hashable, Sendable {
    /// How long whoever was removed by mistake is left alone, in milliseconds: seven days to put the mistake right.
    public static let standardMilliseconds: Int64 = 7 * 24 * 3_600_000

    public let room: RoomID
    public let user: UserID
    public let until: Instant

    public init(room: RoomID, user: UserID, until: Instant) {
        self.room = room
        self.user = user
        self.until = until
    }
}

/// One act that took something away from somebody.
public struct Taking: Hashable, Sendable {
    public let room: RoomID
    public let user: UserID
    public let instances: [InstanceID]
    public let at: Instant

    public init(room: RoomID, user: UserID, instances: [InstanceID], at: Instant) {
        self.room = room
        self.user = user
        self.instances = instances
        self.at = at
    }
}

/// A small fact about the loop that outlives the process. The raw value is stored: never rename one.
public enum LoopFact: String, Hashable, Sendable, CaseIterable {
    /// `yes` while nothing is done in any room.
    case paused
    /// When the last sweep finished, in milliseconds since 1970.
    case sweepFinishedAt = "sweep-finished-at"
}

/// Which audit entries.
public struct AuditQuery: Hashable, Sendable {
    /// At this moment or later.
    public var since: Instant?
    /// Before this moment.
    public var until: Instant?
    public var room: RoomID?
    public var user: UserID?
    public var run: Int64?
    /// Only entries before this one, for the next page.
    public var before: Int64?
    public var limit: Int

    public init(
        since: Instant? = nil, until: Instant? = nil, room: RoomID? = nil, user: UserID? = nil, run: Int64? = nil,
        before: Int64? = nil, limit: Int = 1_000
    ) {
        self.since = since
        self.until = until
        self.room = room
        self.user = user
        self.run = run
        self.before = before
        self.limit = limit
    }
}

/// An audit entry with its number.
public struct NumberedAuditEntry: Hashable, Sendable {
    public let number: Int64
    public let entry: AuditEntry

    public init(number: Int64, entry: AuditEntry) {
        self.number = number
        self.entry = entry
    }
}
