/// Invitations that the bot holds. None is accepted by itself: strangers send them, too. Whoever knows which rooms are wanted
/// joins those, and leaves the others alone. Implemented by UsherMatrix. Any thread; no method waits.
public protocol RoomInvitations: Sendable {
    /// Who invited the bot where, as far as the running sync says. Bounded: of one person who sends very many, only the first
    /// count. A room that is wanted and not in here can be tried all the same (``RoomActs/join(_:via:)``).
    var invitations: [RoomID: UserID] { get }
}
