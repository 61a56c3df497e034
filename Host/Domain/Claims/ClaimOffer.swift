/// What an invitation code is worth at this moment, as the authoriser described it.
public enum ClaimOffer: Hashable, Sendable {
    /// The code is good.
    case offered(Details)
    /// The code does not admit. Why is deliberately not said: used up, expired, withdrawn and unknown look alike.
    case refused

    /// What can be shown to whoever holds the code.
    public struct Details: Hashable, Sendable {
        /// The room it admits to.
        public let room: RoomID
        /// Who invites, for display; may be empty.
        public let from: String
        /// When it ends; `nil` = never.
        public let expiresAt: Instant?
        /// How many people may still use it; `nil` = not limited.
        public let usesLeft: Int64?

        public init(room: RoomID, from: String, expiresAt: Instant?, usesLeft: Int64?) {
            self.room = room
            self.from = from
            self.expiresAt = expiresAt
            self.usesLeft = usesLeft
        }
    }
}

/// What an authoriser answered when a use was to be set aside.
public enum ClaimReservation: Hashable, Sendable {
    /// A use is set aside for this person, or was before; they may enter `room`.
    case reserved(room: RoomID, accountID: String)
    /// The code does not admit this person.
    case refused
}
