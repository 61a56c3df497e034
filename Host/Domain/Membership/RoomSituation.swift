/// Everything that the plan for one room depends on: two equal situations have the same plan.
public struct RoomSituation: Sendable {
    public var room: ObservedRoom
    public var policy: EffectivePolicy
    /// What ``EffectivePolicy/rule`` makes of the evidence.
    public var verdicts: Verdicts
    /// Those of this room that are stored.
    public var departures: [PersonNumber: Departure]
    /// Who is left alone for a while, by a person's decision.
    public var reprieved: PersonSet
    /// When the first of the reprieves ends.
    public var reprieveEndsAt: Instant?
    /// Who is invited if the rule admits them: people who linked an account, or proved who they are.
    public var candidates: PersonSet
    /// Users of other homeservers than the room's bot.
    public var foreign: PersonSet
    /// Who is left alone by name: ``Exemptions``.
    public var exempt: PersonSet
    /// Who has as much power as the bot, or more: ``RoomPower/beyond(_:among:number:)`` of everybody in the room or at its door.
    public var beyondBot: PersonSet
    public var bot: PersonNumber
    public var botUser: UserID
    /// How people come in without us: ``PolicyMap/doors(of:now:)``.
    public var doors: RoomDoors
    /// Where the room goes on, if it was upgraded: ``FollowUpgrade``.
    public var upgrade: UpgradeStep?
    /// Who had gone from the rooms that this one replaces: ``FollowUpgrade/leavers(before:room:remembered:)``.
    public var leftBefore: PersonSet
    public var now: Instant

    public init(
        room: ObservedRoom, policy: EffectivePolicy, verdicts: Verdicts = Verdicts(),
        departures: [PersonNumber: Departure] = [:], reprieved: PersonSet = [], reprieveEndsAt: Instant? = nil,
        candidates: PersonSet = [], foreign: PersonSet = [], exempt: PersonSet = [], beyondBot: PersonSet = [],
        bot: PersonNumber, botUser: UserID, doors: RoomDoors = RoomDoors(), upgrade: UpgradeStep? = nil,
        leftBefore: PersonSet = [], now: Instant
    ) {
        self.room = room
        self.policy = policy
        self.verdicts = verdicts
        self.departures = departures
        self.reprieved = reprieved
        self.reprieveEndsAt = reprieveEndsAt
        self.candidates = candidates
        self.foreign = foreign
        self.exempt = exempt
        self.beyondBot = beyondBot
        self.bot = bot
        self.botUser = botUser
        self.doors = doors
        self.upgrade = upgrade
        self.leftBefore = leftBefore
        self.now = now
    }
}
