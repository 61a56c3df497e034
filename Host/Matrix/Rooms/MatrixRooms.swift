public import Logging
import Synchronization
public import UsherDomain

/// The rooms, by the bot's account.
public final class MatrixRooms: Rooms {
    /// Shown with the invitation. Constant: Synapse drops a repeated invitation, but sends one with another reason anew.
    public static let inviteReason = "Invited by Usher"
    /// For acts that may have to reach another server first, in milliseconds.
    static let remoteMilliseconds = 60_000
    /// For joining: the room's whole state may have to come from elsewhere.
    static let joinMilliseconds = 180_000

    let homeserver: HomeserverClient
    let known: KnownRooms
    private let clock: any WallClock
    private let log: Logger
    private let limits: Mutex<Limits>
    let notices = NoticeRooms()

    /// - Parameters:
    ///   - homeserver: the bot's account.
    ///   - known: what the running ``Sync`` knows.
    ///   - clock: measures the waits that the homeserver asks for.
    ///   - log: gets outcomes.
    ///   - limits: what an earlier process learned (``storedLimits``).
    public init(homeserver: HomeserverClient, known: KnownRooms, clock: any WallClock, log: Logger, limits: String = "") {
        self.homeserver = homeserver
        self.known = known
        self.clock = clock
        self.log = log
        self.limits = Mutex(Limits(stored: limits))
    }

    /// What was learned about the homeserver's limits, as a short text, for the next process.
    public var storedLimits: String { limits.withLock { $0.stored } }

    /// Asks the homeserver now: `GET /rooms/{roomId}/state/m.room.member/{userId}`. Only 404 with `M_NOT_FOUND` means
    /// ``Membership/none``; whatever else is not a plain membership throws, and so does a room that the bot is not in.
    public func membership(of user: UserID, in room: RoomID) async throws(RoomsUnavailable) -> Membership {
        // A homeserver shows those who left a room its state as it was when they left: true once, and for ever out of date.
        guard !known.isComplete || known.contains(room) else { throw RoomsUnavailable("the bot is not in the room") }
        let content: JSONValue
        do {
            content = try await homeserver.get(["rooms", room.text, "state", "m.room.member", user.text])
        } catch {
            if case .refused(status: 404, code: "M_NOT_FOUND") = error { return .none }
            throw RoomsUnavailable(error)
        }
        guard let membership = content["membership"]?.string.flatMap(Membership.init(stateWord:)) else {
            throw RoomsUnavailable("the member event of the room has no valid membership")
        }
        return membership
    }

    public func invite(_ user: UserID, to room: RoomID) async -> ActOutcome {
        await invite(user, to: room, reason: Self.inviteReason)
    }

    public func summary(of room: RoomID) async -> RoomSummary? {
        known.summary(of: room)
    }

    /// Does `act` by `call`, unless the homeserver asked us to wait, or has turned the bot away: then it is not asked.
    func attempt(
        _ act: LimitedAct, _ call: () async throws(HomeserverFailure) -> Void
    ) async -> ActOutcome {
        let now = clock.now()
        if let left = limits.withLock({ $0.left(for: act, now: now) }) { return .limited(retryAfterMilliseconds: left) }
        if let trouble = homeserver.trouble, trouble.forbidsAll { return .unknown("the bot's account is \(trouble.rawValue)") }
        let outcome: ActOutcome
        do {
            try await call()
            outcome = .accepted
        } catch {
            outcome = ActOutcome(error)
        }
        let end = clock.now()
        limits.withLock { limits in
            switch outcome {
            case .accepted: limits.accepted(act, now: end)
            case .limited(let wait): limits.limited(act, milliseconds: wait, now: end)
            case .refused, .unknown: limits.answered(act)
            }
        }
        return outcome
    }

    /// How long `act` has to wait, in milliseconds.
    func left(for act: LimitedAct) -> Int64 {
        let now = clock.now()
        return limits.withLock { $0.left(for: act, now: now) } ?? 0
    }

    /// The part of ``wait(for:of:in:)`` that is the same for everybody.
    public func wait(for kind: MembershipAct.Kind) -> Int64 {
        guard let bucket = kind.bucket else { return 0 }
        let now = clock.now()
        return limits.withLock { $0.left(forAll: bucket, now: now) } ?? 0
    }

    /// In how many milliseconds so many acts of a kind will probably be done, as far as the homeserver's limits are known; at
    /// least the time until it takes the first.
    public func estimate(for kind: MembershipAct.Kind, count: Int) -> Int64 {
        guard let bucket = kind.bucket else { return 0 }
        let now = clock.now()
        return limits.withLock { $0.estimate(bucket, count: count, now: now) }
    }

    func note(_ act: StaticString, _ user: UserID?, _ room: RoomID?, _ outcome: ActOutcome) {
        var metadata: Logger.Metadata = ["act": "\(act)", "outcome": "\(outcome)"]
        if let user { metadata["user"] = "\(user)" }
        if let room { metadata["room"] = "\(room)" }
        log.info("an act was tried", metadata: metadata)
    }
}

extension MembershipAct.Kind {
    /// What the homeserver counts it as; `nil` when it is not asked.
    var bucket: LimitBucket? {
        switch self {
        case .invite, .admit: .invitations
        case .deny, .withdraw, .remove, .warn: .events
        case .spare: nil
        }
    }
}
