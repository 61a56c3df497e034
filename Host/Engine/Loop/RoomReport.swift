public import UsherDomain

/// How one room fares, for admins.
public struct RoomReport: Hashable, Sendable {
    public let room: RoomID
    public let name: String?
    public let isSpace: Bool
    /// `nil` when the bot is not in it.
    public let policy: EffectivePolicy
    public let isBotIn: Bool
    public let joined: Int
    public let invited: Int
    /// Joined and subject to the rule.
    public let governed: Int
    /// Found to be refused, with a departure under way.
    public let leaving: Int
    /// Nobody knows whether they may be here.
    public let undecided: Int
    public let shadows: Int
    /// Acts that are stored and not carried out yet.
    public let waiting: Int
    /// How long the homeserver's limits make those take, in milliseconds, as far as they are known.
    public let waitingMilliseconds: Int64
    public let problems: [RoomProblem]
    /// Listings that the rule asks for and that wait to be confirmed: until then those before them count.
    public let unconfirmed: [UnconfirmedListing]

    public init(
        room: RoomID, name: String?, isSpace: Bool, policy: EffectivePolicy, isBotIn: Bool, joined: Int, invited: Int,
        governed: Int, leaving: Int, undecided: Int, shadows: Int, waiting: Int, waitingMilliseconds: Int64,
        problems: [RoomProblem], unconfirmed: [UnconfirmedListing] = []
    ) {
        self.unconfirmed = unconfirmed
        self.room = room
        self.name = name
        self.isSpace = isSpace
        self.policy = policy
        self.isBotIn = isBotIn
        self.joined = joined
        self.invited = invited
        self.governed = governed
        self.leaving = leaving
        self.undecided = undecided
        self.shadows = shadows
        self.waiting = waiting
        self.waitingMilliseconds = waitingMilliseconds
        self.problems = problems
    }
}

/// What a pass would do.
public struct PlanReport: Hashable, Sendable {
    /// How many acts are listed at most; the numbers count all.
    public static let actsMax = 10_000

    /// Would be done at once. In rooms that only observe: would be done if the phase were `enforce`.
    public let acts: [PlannedAct]
    /// Are held by the brakes, with their hashes.
    public let held: [HeldPlanReport]
    /// By room: what keeps a rule from being carried out.
    public let problems: [RoomID: [RoomProblem]]
    /// How many acts there are of each kind, also those that are not listed.
    public let counts: [MembershipAct.Kind: Int]
    public let isPaused: Bool
    /// Removals are off because no sweep has finished for too long.
    public let isDeadManOn: Bool
    /// Listings that rules ask for and that wait to be confirmed.
    public let unconfirmed: [UnconfirmedListing]

    public init(
        acts: [PlannedAct], held: [HeldPlanReport], problems: [RoomID: [RoomProblem]], counts: [MembershipAct.Kind: Int],
        isPaused: Bool, isDeadManOn: Bool, unconfirmed: [UnconfirmedListing] = []
    ) {
        self.unconfirmed = unconfirmed
        self.acts = acts
        self.held = held
        self.problems = problems
        self.counts = counts
        self.isPaused = isPaused
        self.isDeadManOn = isDeadManOn
    }
}

/// One act of a plan, and whether it would really be done.
public struct PlannedAct: Hashable, Sendable {
    public let act: MembershipAct
    public let phase: Phase

    public init(act: MembershipAct, phase: Phase) {
        self.act = act
        self.phase = phase
    }
}

/// Why a person is in or out of a room.
public struct MembershipReport: Hashable, Sendable {
    public let user: UserID
    public let room: RoomID
    public let name: String?
    /// `nil` when their member event cannot be read, or the bot is not in the room.
    public let standing: Standing?
    public let policy: EffectivePolicy
    /// How the policy came to be: one sentence for each setting that was taken over.
    public let policySteps: [String]
    /// The rule, part by part, with the evidence.
    public let explanation: Explanation
    /// Why the rule does not apply to them: exempt, reprieved, beyond the bot's power. Empty when it does.
    public let exemptions: [String]
    public let departure: Departure?
    /// What the loop would do about them now.
    public let acts: [MembershipAct.Kind]
    /// What it does at the moment: an act that is stored and not carried out yet.
    public let waiting: MembershipAct.Kind?
    public let problems: [RoomProblem]
    /// Listings that the rule asks for and that wait to be confirmed.
    public let unconfirmed: [UnconfirmedListing]

    public init(
        user: UserID, room: RoomID, name: String?, standing: Standing?, policy: EffectivePolicy, policySteps: [String],
        explanation: Explanation, exemptions: [String], departure: Departure?, acts: [MembershipAct.Kind],
        waiting: MembershipAct.Kind?, problems: [RoomProblem], unconfirmed: [UnconfirmedListing] = []
    ) {
        self.unconfirmed = unconfirmed
        self.user = user
        self.room = room
        self.name = name
        self.standing = standing
        self.policy = policy
        self.policySteps = policySteps
        self.explanation = explanation
        self.exemptions = exemptions
        self.departure = departure
        self.acts = acts
        self.waiting = waiting
        self.problems = problems
    }
}

/// What came of a sweep.
public struct SweepReport: Hashable, Sendable {
    public let milliseconds: Int64
    /// Requirements that were answered.
    public let answered: Int
    /// Requirements that nobody could answer, with the reason.
    public let unanswered: [(requirement: Requirement, why: String)]
    public let rooms: Int

    public init(milliseconds: Int64, answered: Int, unanswered: [(requirement: Requirement, why: String)], rooms: Int) {
        self.milliseconds = milliseconds
        self.answered = answered
        self.unanswered = unanswered
        self.rooms = rooms
    }

    public static func == (left: SweepReport, right: SweepReport) -> Bool {
        left.milliseconds == right.milliseconds && left.answered == right.answered && left.rooms == right.rooms
            && left.unanswered.elementsEqual(right.unanswered) { $0 == $1 }
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(milliseconds)
        hasher.combine(answered)
        hasher.combine(rooms)
    }
}

/// The loop as a whole.
public struct LoopReport: Hashable, Sendable {
    /// Whether the rooms have been read.
    public let isReady: Bool
    public let isPaused: Bool
    public let sweepFinishedAt: Instant?
    /// Removals are off because no sweep has finished for too long.
    public let isDeadManOn: Bool
    /// Acts that are stored and not carried out yet.
    public let waitingActs: Int
    public let heldPlans: Int
    public let governedRooms: Int
    /// Rooms of which it is not known what holds there: nothing is taken from anybody.
    public let roomsInDoubt: Int

    public init(
        isReady: Bool, isPaused: Bool, sweepFinishedAt: Instant?, isDeadManOn: Bool, waitingActs: Int, heldPlans: Int,
        governedRooms: Int, roomsInDoubt: Int = 0
    ) {
        self.isReady = isReady
        self.isPaused = isPaused
        self.sweepFinishedAt = sweepFinishedAt
        self.isDeadManOn = isDeadManOn
        self.waitingActs = waitingActs
        self.heldPlans = heldPlans
        self.governedRooms = governedRooms
        self.roomsInDoubt = roomsInDoubt
    }
}
