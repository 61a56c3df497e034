/// What a room says that decides which space it belongs to, and what belongs to it: a ``SpaceTree`` is made of these, and of
/// nothing else. A value; two rooms with the same links are in the same place.
public struct RoomLinks: Hashable, Sendable {
    let isSpace: Bool
    let children: Set<RoomID>
    let parents: [RoomID: UserID]
    /// Who may list children; `nil` of rooms that have none.
    let power: RoomPower?

    /// Of a room that the bot is in.
    public init(_ room: ObservedRoom) {
        isSpace = room.isSpace
        children = room.isSpace ? Set(room.children.keys) : []
        parents = room.parents
        power = room.isSpace ? room.power : nil
    }
}
