import GRDB
import UsherDomain

extension Taking {
    /// Reads a row of `takings`. Throws ``StoreFailure`` rather than guess.
    init(row: Row) throws {
        guard let room = try RoomID(row.decode(forColumn: "room")), let user = try UserID(row.decode(forColumn: "user")),
            let instances = try InstanceNames.parse(row.decode(forColumn: "instances"))
        else {
            let number: Int64 = try row.decode(forColumn: "audit")
            throw StoreFailure.unreadable(row: "\(number)", of: "takings")
        }
        try self.init(
            room: room, user: user, instances: instances, at: Instant(unixMilliseconds: row.decode(forColumn: "at")))
    }
}
