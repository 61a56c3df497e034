/// What may be shown of a room to a person at the door.
public struct RoomSummary: Hashable, Sendable {
    public let id: RoomID
    /// The room's name or alias; `nil` when it has neither.
    public let name: String?
    /// Joined members; `nil` when unknown.
    public let joinedCount: Int?

    public init(id: RoomID, name: String?, joinedCount: Int?) {
        self.id = id
        self.name = name
        self.joinedCount = joinedCount
    }
}
