import UsherDomain

/// A room, as the pages are told about it.
struct RoomAnswer: Encodable {
    let id: String
    @ExplicitNull var name: String?
    @ExplicitNull var joined: Int?

    init(_ room: RoomSummary) {
        id = room.id.text
        name = room.name
        joined = room.joinedCount
    }
}
