/// The rooms the bot is in. Implemented by UsherMatrix.
public protocol Rooms: Sendable {
    /// What the homeserver's state says about `user` in `room`, asked now. Throws ``RoomsUnavailable`` when it could not be read:
    /// that is never "not a member".
    func membership(of user: UserID, in room: RoomID) async throws(RoomsUnavailable) -> Membership

    /// Invites `user` to `room` with a constant reason (a changing one would notify people anew). Does not read the state back:
    /// the caller does.
    func invite(_ user: UserID, to room: RoomID) async -> ActOutcome

    /// What is known of a room from the running sync; `nil` when the bot is not in it.
    func summary(of room: RoomID) async -> RoomSummary?
}

/// The homeserver could not say.
public struct RoomsUnavailable: Error, Hashable, Sendable {
    /// For logs; no secrets.
    public let message: String
    /// Not sooner than this; `nil` = the caller decides.
    public let retryAfterMilliseconds: Int64?

    public init(_ message: String, retryAfterMilliseconds: Int64? = nil) {
        self.message = message
        self.retryAfterMilliseconds = retryAfterMilliseconds
    }
}
