/// What the bot does in rooms, one act a call. Implemented by UsherMatrix. No method throws what an outcome can say, and no
/// outcome is the truth: that is read from the room's state afterwards (``standing(of:in:)``). Any thread.
public protocol RoomActs: Sendable {
    /// Where a person stands, read from the homeserver now. Throws when it cannot say, or the bot is not in the room: that is
    /// never "not a member".
    func standing(of user: UserID, in room: RoomID) async throws(RoomsUnavailable) -> Standing

    /// Invites, and answers a knock with that. The reason is constant per act: a changing one would notify people anew.
    func invite(_ user: UserID, to room: RoomID, reason: String) async -> ActOutcome

    /// Removes a member, takes an invitation back, or turns a knock down (`kick`). The reason is cleaned and shortened here.
    func remove(_ user: UserID, from room: RoomID, reason: String) async -> ActOutcome

    /// Sends a notice to a person in a direct room, which is made when there is none. The same `id` is never sent twice, also
    /// after a crash (it is the transaction id). `text` is plain.
    func tell(_ user: UserID, id: String, text: String) async -> ActOutcome

    /// Joins a room: one that the bot was invited to, or the replacement of one that it is in.
    func join(_ room: RoomID, via: [ServerName]) async -> ActOutcome

    /// In how many milliseconds the homeserver would take such an act, as far as its limits are known: 0 when nothing stands in
    /// the way. Asks nobody.
    func wait(for kind: MembershipAct.Kind, of user: UserID, in room: RoomID) -> Int64

    /// The part of it that is the same for all people and rooms.
    func wait(for kind: MembershipAct.Kind) -> Int64
}
