import Synchronization
public import UsherDomain
public import UsherEngine

/// A loop that does nothing: it says what a test told it, writes down what it was asked, and knows one held plan and one run.
public final class FakeGoverning: Governing, Sendable {
    /// What it says.
    public struct State: Sendable {
        public var rooms: [RoomReport] = []
        public var acts: [PlannedAct] = []
        public var held: [HeldPlanReport] = []
        public var problems: [RoomID: [RoomProblem]] = [:]
        public var reports: [MembershipReport] = []
        /// Runs that can be undone, with how many people they removed.
        public var runs: [Int64: Int] = [:]
        public var unconfirmed: [UnconfirmedListing] = []
        public var isReady = true
        public var isPaused = false
        public var unanswered: [(requirement: Requirement, why: String)] = []
        /// What was asked for, in order.
        public var asked: [String] = []
    }

    private let state = Mutex(State())

    public init() {}

    /// Changes what it says.
    public func set(_ body: (inout State) -> Void) {
        state.withLock { body(&$0) }
    }

    /// What was asked for, in order.
    public var asked: [String] { state.withLock { $0.asked } }

    public func rooms() async -> [RoomReport] { state.withLock { $0.rooms } }

    public func plan(room: RoomID?) async throws -> PlanReport {
        try state.withLock { state in
            guard state.isReady else { throw GoverningRefusal(.notReady, "the rooms have not been read yet") }
            let acts = state.acts.filter { room == nil || $0.act.room == room }
            let counts = Dictionary(acts.map { ($0.act.kind, 1) }, uniquingKeysWith: +)
            return PlanReport(
                acts: acts, held: state.held, problems: state.problems, counts: counts, isPaused: state.isPaused,
                isDeadManOn: false, unconfirmed: state.unconfirmed)
        }
    }

    public func preview(_ rule: Rule?, in room: RoomID) async throws -> RulePreview {
        let rooms = await rooms().filter { $0.room == room }
        guard let rule = rule ?? rooms.first?.policy.rule else { throw GoverningRefusal(.noRule, "no rule") }
        return RulePreview(rule: rule, rooms: rooms, plan: try await plan(room: room))
    }

    public func heldPlans() async -> [HeldPlanReport] { state.withLock { $0.held } }

    public func approve(_ digits: String, by actor: String) async throws -> (run: Int64, acts: Int) {
        try state.withLock { state in
            guard !state.isPaused else { throw GoverningRefusal(.paused, "the loop is paused: run `usher resume` first") }
            let plan = try Self.take(digits, from: &state)
            state.asked.append("approve \(plan.hash) by \(actor)")
            return (42, plan.acts.count)
        }
    }

    public func drop(_ digits: String, by actor: String) async throws {
        try state.withLock { state in
            let plan = try Self.take(digits, from: &state)
            state.asked.append("drop \(plan.hash) by \(actor)")
        }
    }

    public func explain(_ user: UserID, in room: RoomID) async throws -> MembershipReport {
        let report = state.withLock { $0.reports.first { $0.user == user && $0.room == room } }
        guard let report else { throw GoverningRefusal(.unknownRoom, "nothing is known about \(room)") }
        return report
    }

    public func sweep() async -> SweepReport {
        state.withLock { state in
            state.asked.append("sweep")
            return SweepReport(milliseconds: 1_234, answered: 3, unanswered: state.unanswered, rooms: state.rooms.count)
        }
    }

    public func undo(_ run: Int64, by actor: String) async throws -> (run: Int64, people: Int) {
        try state.withLock { state in
            guard let people = state.runs[run] else { throw GoverningRefusal(.unknownRun, "run \(run) removed nobody") }
            state.asked.append("undo \(run) by \(actor)")
            return (run + 1, people)
        }
    }

    public func pause(by actor: String) async throws {
        state.withLock { state in
            state.isPaused = true
            state.asked.append("pause by \(actor)")
        }
    }

    public func resume(by actor: String) async throws {
        state.withLock { state in
            state.isPaused = false
            state.asked.append("resume by \(actor)")
        }
    }

    public func status() async -> LoopReport {
        state.withLock { state in
            LoopReport(
                isReady: state.isReady, isPaused: state.isPaused, sweepFinishedAt: nil, isDeadManOn: false, waitingActs: 0,
                heldPlans: state.held.count, governedRooms: state.rooms.count)
        }
    }

    private static func take(_ digits: String, from state: inout State) throws -> HeldPlanReport {
        guard let index = state.held.firstIndex(where: { $0.hash.text.hasPrefix(digits) }) else {
            throw GoverningRefusal(.unknownPlan, "no plan that is held begins with \(digits)")
        }
        return state.held.remove(at: index)
    }
}

/// Third parties that list nobody and tell nothing.
public struct SilentServices: Listings, Events {
    public init() {}

    public func members(
        requirementJSON: String, cursor: [UInt8]?, etag: [UInt8], at instance: InstanceID
    ) async -> Answer<MemberListing> {
        .unknown(Unknown(.unsupported))
    }

    public func groups(parentID: String, query: String, cursor: [UInt8]?, at instance: InstanceID) async -> Answer<GroupPage> {
        .unknown(Unknown(.unsupported))
    }

    public func webhook(_ request: WebhookRequest, at instance: InstanceID) async -> Answer<WebhookAnswer> {
        .unknown(Unknown(.unsupported))
    }

    public func watched() -> AsyncStream<(instance: InstanceID, event: AuthoriserEvent)> { AsyncStream { $0.finish() } }

    public func health(of instance: InstanceID) async -> Answer<Void> { .unknown(Unknown(.unsupported)) }
}
