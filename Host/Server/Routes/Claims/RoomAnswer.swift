import UsherDomain

/// A room, as the pages are told about it.
struct RoomAnswer: Encodable {
    let id: String
    let name: String?
    let joined: Int?

    init(_ room: RoomSummary) {
        id = room.id.text
        name = room.name
        joined = room.joinedCount
    }
}
