/// What is remembered of rooms that the bot may lose sight of. Durable when a method returns; each is one transaction.
/// Implemented by UsherStore.
public protocol RoomMemory: Sendable {
    /// What spaces had as children when the bot was last in them.
    func spaces() async throws -> [RoomID: Set<RoomID>]

    /// Puts each space's children in the place of what was remembered of it; a space without any is forgotten.
    func remember(spaces: [RoomID: Set<RoomID>]) async throws

    /// Who had gone from the rooms that a room replaces, by the room that goes on.
    func leavers() async throws -> [RoomID: Set<UserID>]

    /// Puts these people in the place of those who were remembered of `room`.
    func remember(leavers: Set<UserID>, of room: RoomID) async throws
}
