public import UsherDomain

/// What admins ask of the loop. Implemented by ``Governor``. Any thread. A method that changes something takes the actor for the
/// audit log: a user ID, or `command-line`.
public protocol Governing: Sendable {
    /// Every room that a policy governs, or names, sorted by room.
    func rooms() async -> [RoomReport]

    /// What a pass would do now, over everything or in one room. Changes nothing, and asks no third party: it shows what is
    /// known. Throws ``GoverningRefusal`` while rooms are not read yet.
    func plan(room: RoomID?) async throws -> PlanReport

    /// What `rule` would come to in `room` and the rooms below; without one, the rule that is set for it. Changes nothing, asks
    /// no third party. Throws ``GoverningRefusal`` while rooms are not read yet, and for a room without a rule when none is
    /// given.
    func preview(_ rule: Rule?, in room: RoomID) async throws -> RulePreview

    /// Plans that the brakes hold.
    func heldPlans() async -> [HeldPlanReport]

    /// Carries out a held plan, exactly as far as each of its acts is still wanted; of a very large one as much as is begun at
    /// once, and the rest is held anew. `digits` are the first of its hash, at least
    /// ``PlanHash/shownDigits``. Returns the run and how many acts it began. Throws ``GoverningRefusal``.
    func approve(_ digits: String, by actor: String) async throws -> (run: Int64, acts: Int)

    /// Says no to a held plan: it is held again only if something else would be done, or after its time. Throws
    /// ``GoverningRefusal``.
    func drop(_ digits: String, by actor: String) async throws

    /// Why a person is in or out. Throws ``GoverningRefusal`` for a room that nothing is known about.
    func explain(_ user: UserID, in room: RoomID) async throws -> MembershipReport

    /// Asks every third party anew and plans every room. Returns when that is done.
    func sweep() async -> SweepReport

    /// Invites back whom a run removed, and leaves them alone for ``Reprieve/standardMilliseconds``. Throws ``GoverningRefusal``.
    func undo(_ run: Int64, by actor: String) async throws -> (run: Int64, people: Int)

    /// Nothing is done in any room from now on, until ``resume(by:)``. People are still let in by invite links.
    func pause(by actor: String) async throws
    func resume(by actor: String) async throws

    /// The loop as a whole.
    func status() async -> LoopReport
}

/// Why an admin's wish was not carried out, and what to do. Nothing was changed.
public struct GoverningRefusal: Error, Hashable, Sendable, CustomStringConvertible {
    /// What kind of refusal it is; stable.
    public enum Code: String, Hashable, Sendable {
        /// The rooms are not read yet.
        case notReady = "not-ready"
        /// No held plan begins like this.
        case unknownPlan = "unknown-plan"
        /// More than one held plan begins like this, or too few digits were given.
        case ambiguousPlan = "ambiguous-plan"
        /// None of the plan's acts is wanted any more.
        case planOvertaken = "plan-overtaken"
        /// Nothing is known about that room.
        case unknownRoom = "unknown-room"
        /// The room has no rule of its own.
        case noRule = "no-rule"
        /// There is no such run, or it removed nobody.
        case unknownRun = "unknown-run"
        /// The loop is paused.
        case paused
    }

    public let code: Code
    /// For admins: what is wrong, and what to do.
    public let message: String

    public var description: String { message }

    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }
}
