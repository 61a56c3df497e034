import GRDB
import UsherDomain

extension Reprieve {
    /// Reads a row of `reprieves`. Throws ``StoreFailure`` rather than guess.
    init(row: Row) throws {
        let roomText: String = try row.decode(forColumn: "room")
        let userText: String = try row.decode(forColumn: "user")
        guard let room = RoomID(roomText), let user = UserID(userText) else {
            throw StoreFailure.unreadable(row: "\(roomText) \(userText)", of: "reprieves")
        }
        try self.init(room: room, user: user, until: Instant(unixMilliseconds: row.decode(forColumn: "until")))
    }
}
