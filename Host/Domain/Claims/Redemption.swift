/// One person's attempt to use one code, from the click to the invitation: a state machine that survives a crash at any point.
///
/// ```
/// opening ──reserved──▶ reserved ──in the room──▶ invited ──committed──▶ done
///    │                     │
///    ├──refused──▶ refused └──definite no──▶ releasing ──released──▶ failed
///    ├──unknown, or found after a crash──────▶ releasing
///    └──in the room before──▶ alreadyIn
/// ```
///
/// `opening` is stored before the authoriser is asked, so that a reservation nobody remembers cannot exist. Each step is repeated
/// until it succeeded; commit and release may be repeated without harm (usher_plugin.h, `usher_ext_claim`).
public struct Redemption: Hashable, Sendable {
    /// Where the attempt stands.
    public enum State: Hashable, Sendable {
        /// The authoriser is being asked to set a use aside.
        case opening
        /// A use is set aside; the person is not yet in `room`.
        case reserved(room: RoomID)
        /// The person was seen in the room's state; the authoriser must still hear that the use is spent.
        case invited(room: RoomID)
        /// All is done.
        case done(room: RoomID)
        /// The person was in the room, or invited, before the code was used: no use was taken.
        case alreadyIn(room: RoomID)
        /// The use must be given back.
        case releasing(Failure)
        /// The use was given back.
        case failed(Failure)
        /// The authoriser said no; there is nothing to give back.
        case refused
    }

    /// Why a use is given back. The raw value is stored and is the code that the page explains.
    public enum Failure: String, Hashable, Sendable, CaseIterable {
        /// Nobody knows what the authoriser did: it crashed, hung or broke the contract.
        case authoriserUnavailable = "authoriser-unavailable"
        /// The daemon ended before the authoriser had answered.
        case interrupted
        /// The code admits to a room that this instance may not admit to.
        case roomNotAdmitted = "room-not-admitted"
        /// The person is banned from the room.
        case banned
        /// The homeserver refuses the invitation for good.
        case homeserverRefused = "homeserver-refused"
        /// The person does not accept invitations from the bot.
        case invitesBlocked = "invites-blocked"
        /// The person said no to the invitation at once: asking again would pester.
        case declined
        /// The homeserver could not be made to do it in time (``Redemption/pendingMillisecondsMax``).
        case gaveUp = "gave-up"
    }

    /// How long an invitation is tried for before its use is given back: one day outlasts an outage that an admin sleeps through.
    public static let pendingMillisecondsMax: Int64 = 24 * 3_600_000

    /// How long a use is kept while nobody knows whether the person was invited (the room cannot be read, or an invitation's
    /// answer was lost): a week outlasts an outage over a long weekend.
    public static let unknownMillisecondsMax: Int64 = 7 * 24 * 3_600_000

    public let id: RedemptionID
    public let user: ProvenUser
    public let instance: InstanceID
    public let startedAt: Instant
    public var state: State

    public init(id: RedemptionID, user: ProvenUser, instance: InstanceID, startedAt: Instant, state: State = .opening) {
        self.id = id
        self.user = user
        self.instance = instance
        self.startedAt = startedAt
        self.state = state
    }

    /// The room it leads to, as far as that is known.
    public var room: RoomID? {
        switch state {
        case .reserved(let room), .invited(let room), .done(let room), .alreadyIn(let room): room
        case .opening, .releasing, .failed, .refused: nil
        }
    }

    /// Whether nothing remains to be done.
    public var isSettled: Bool {
        switch state {
        case .done, .alreadyIn, .failed, .refused: true
        case .opening, .reserved, .invited, .releasing: false
        }
    }
    /// Whether the person can be told the result; what remains is between the daemon and the authoriser.
    public var isDecided: Bool {
        switch state {
        case .opening, .reserved: false
        case .invited, .done, .alreadyIn, .releasing, .failed, .refused: true
        }
    }
}
