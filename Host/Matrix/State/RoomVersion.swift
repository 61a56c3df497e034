/// The version of a room (`room_version` of `m.room.create`), as far as it decides over power and joining. Only those of the
/// specification are known: they are numbers, and a later one is taken to keep what the latest known one says. What others mean,
/// nobody knows.
struct RoomVersion: Hashable, Comparable, Sendable {
    /// Rooms without the field.
    static let first = RoomVersion(number: 1)
    /// Knocking.
    static let knock = RoomVersion(number: 7)
    /// Joining by membership elsewhere.
    static let restricted = RoomVersion(number: 8)
    /// Both of these; and power levels are numbers, no longer texts of numbers.
    static let knockRestricted = RoomVersion(number: 10)
    /// The creator is who sent the creation, no longer who is named in it.
    static let senderCreates = RoomVersion(number: 11)
    /// Creators have power without limit.
    static let unlimitedCreators = RoomVersion(number: 12)

    let number: Int

    private init(number: Int) {
        self.number = number
    }

    /// Parses a version; `nil` when it is none of the specification's.
    init?(_ text: String) {
        guard (1...4).contains(text.utf8.count), text.utf8.first != UInt8(ascii: "0"),
            text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }), let number = Int(text)
        else { return nil }
        self.number = number
    }

    static func < (left: RoomVersion, right: RoomVersion) -> Bool { left.number < right.number }
}
