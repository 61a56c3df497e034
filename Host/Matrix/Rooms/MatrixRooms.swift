public import Logging
import Synchronization
public import UsherDomain

/// The rooms, by the bot's account.
public final class MatrixRooms: Rooms {
    /// Shown with the invitation. Constant: Synapse drops a repeated invitation, but sends one with another reason anew.
    public static let inviteReason = "Invited by Usher"
    /// For an invitation, in milliseconds: the homeserver may have to reach the person's own server first.
    static let inviteMilliseconds = 60_000

    private let homeserver: HomeserverClient
    private let known: KnownRooms
    private let clock: any WallClock
    private let log: Logger
    private let gate = Mutex(InviteGate())

    /// - Parameters:
    ///   - homeserver: the bot's account.
    ///   - known: what the running ``Sync`` knows.
    ///   - clock: measures the waits that the homeserver asks for.
    ///   - log: gets outcomes.
    public init(homeserver: HomeserverClient, known: KnownRooms, clock: any WallClock, log: Logger) {
        self.homeserver = homeserver
        self.known = known
        self.clock = clock
        self.log = log
    }

    /// Asks the homeserver now: `GET /rooms/{roomId}/state/m.room.member/{userId}`. Only 404 with `M_NOT_FOUND` means
    /// ``Membership/none``; whatever else is not a plain membership throws, and so does a room that the bot is not in.
    public func membership(of user: UserID, in room: RoomID) async throws(RoomsUnavailable) -> Membership {
        // A homeserver shows those who left a room its state as it was when they left: true once, and for ever out of date.
        guard !known.isComplete || known.state(of: room) != nil else { throw RoomsUnavailable("the bot is not in the room") }
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

    /// Invites by `POST /rooms/{roomId}/invite`. While the homeserver wants us to wait, answers
    /// ``InviteOutcome/limited(retryAfterMilliseconds:)`` at once, without asking.
    public func invite(_ user: UserID, to room: RoomID) async -> InviteOutcome {
        let now = clock.now()
        if let left = gate.withLock({ $0.left(for: user, now: now) }) { return .limited(retryAfterMilliseconds: left) }
        let body = JSONText.object(["user_id": user.text, "reason": Self.inviteReason])
        let outcome: InviteOutcome
        do {
            _ = try await homeserver.post(
                ["rooms", room.text, "invite"], body, deadlineMilliseconds: Self.inviteMilliseconds)
            outcome = .accepted
        } catch {
            outcome = InviteOutcome(error)
        }
        let end = clock.now()
        gate.withLock { gate in
            if case .limited(let wait) = outcome {
                gate.limited(user, milliseconds: wait, now: end)
            } else {
                gate.passed(user)
            }
        }
        log.info(
            "invitation tried", metadata: ["room": "\(room)", "user": "\(user)", "outcome": "\(outcome)"])
        return outcome
    }

    public func summary(of room: RoomID) async -> RoomSummary? {
        known.summary(of: room)
    }
}

extension RoomsUnavailable {
    /// The words are for the log.
    init(_ failure: HomeserverFailure) {
        if case .limited(let wait) = failure {
            self.init("the homeserver asks us to wait", retryAfterMilliseconds: wait)
        } else {
            self.init("the homeserver could not say: \(failure)")
        }
    }
}

extension InviteOutcome {
    /// Codes of a 403 that come from the room or the invited person, so that trying again changes nothing. Others (a suspended or
    /// over-limit bot) are about us, and pass.
    private static let definite: Set<String> = [
        "M_FORBIDDEN", "M_BAD_STATE", "M_INVITE_BLOCKED", "M_UNSUPPORTED_ROOM_VERSION", "M_INCOMPATIBLE_ROOM_VERSION",
    ]

    /// What a failed call means for an invitation. Judged by status and code, never by the text of the error.
    init(_ failure: HomeserverFailure) {
        switch failure {
        case .limited(let wait):
            self = .limited(retryAfterMilliseconds: wait)
        case .refused(status: 400, let code):
            self = .refused(code: code)
        case .refused(status: 403, let code) where Self.definite.contains(code):
            self = .refused(code: code)
        case .refused(let status, let code):
            self = .unknown("\(status) \(code)")
        case .failed(let status):
            self = .unknown("\(status)")
        case .malformedAnswer:
            self = .unknown("malformed answer")
        case .noAnswer(let failure):
            self = .unknown("\(failure)")
        }
    }
}
