public import UsherDomain
public import UsherEngine

/// The answer to `GET /v1/rooms`.
public struct RoomsAnswer: Codable, Hashable, Sendable {
    public let rooms: [RoomShape]

    /// What the loop says about rooms, and what is set for each of them.
    public init(_ reports: [RoomReport], _ policies: [RoomID: Policy], bot: UserID) {
        rooms = reports.map { RoomShape($0, own: policies[$0.room], bot: bot) }
    }
}

/// One room, in JSON.
public struct RoomShape: Codable, Hashable, Sendable {
    public let room: String
    @ExplicitNull public var name: String?
    public let is_space: Bool
    public let bot_is_in: Bool
    public let joined: Int
    public let invited: Int
    /// Joined and subject to the rule.
    public let governed: Int
    public let leaving: Int
    public let undecided: Int
    public let shadows: Int
    /// Acts that are stored and not carried out yet, and how long the homeserver makes them take.
    public let waiting_acts: Int
    public let waiting_ms: Int64
    /// What holds here.
    public let policy: EffectivePolicyShape
    /// What is set here; null where nothing is.
    @ExplicitNull public var own: PolicyShape?
    public let problems: [RoomProblemShape]
    /// Lists of members that the rule asks for and that wait to be confirmed.
    public let unconfirmed: [UnconfirmedShape]

    public init(_ report: RoomReport, own policy: Policy?, bot: UserID) {
        room = report.room.text
        name = report.name
        is_space = report.isSpace
        bot_is_in = report.isBotIn
        joined = report.joined
        invited = report.invited
        governed = report.governed
        leaving = report.leaving
        undecided = report.undecided
        shadows = report.shadows
        waiting_acts = report.waiting
        waiting_ms = report.waitingMilliseconds
        self.policy = EffectivePolicyShape(report.policy)
        own = policy.map(PolicyShape.init)
        problems = report.problems.map { RoomProblemShape($0, in: report.room, bot: bot) }
        unconfirmed = report.unconfirmed.map(UnconfirmedShape.init)
    }
}

/// What keeps a rule from being carried out, in JSON.
public struct RoomProblemShape: Codable, Hashable, Sendable {
    /// One of bot-is-not-in, cannot-invite, cannot-remove, unread, policy-unknown, unreadable, open-door, not-federated,
    /// upgrade-not-followed, undefined-requirement.
    public let code: String
    /// What it is, and what to do.
    public let text: String

    init(_ problem: RoomProblem, in room: RoomID, bot: UserID) {
        code = problem.code
        text = problem.advice(in: room, bot: bot)
    }
}

extension RoomProblem {
    fileprivate var code: String {
        switch self {
        case .botIsNotIn: "bot-is-not-in"
        case .cannotInvite: "cannot-invite"
        case .cannotRemove: "cannot-remove"
        case .unread: "unread"
        case .policyUnknown: "policy-unknown"
        case .unreadable: "unreadable"
        case .openDoor: "open-door"
        case .notFederated: "not-federated"
        case .upgradeNotFollowed: "upgrade-not-followed"
        case .undefinedRequirement: "undefined-requirement"
        }
    }
}
