import GRDB
import UsherDomain

/// Where the revisions of a room's policy have come to.
struct LastRevision {
    /// 0 when it never had a policy.
    let number: Int64
    /// Whether it has none now.
    let isRemoved: Bool

    init(of room: RoomID, in db: Database) throws {
        let row = try Row.fetchOne(
            db, sql: "SELECT revision, is_removed FROM policies WHERE room = ? ORDER BY revision DESC LIMIT 1",
            arguments: [room.text])
        number = try row?.decode(forColumn: "revision") ?? 0
        isRemoved = try row?.decode(forColumn: "is_removed") ?? true
    }

    /// The revision that counts; `nil` when there is no policy.
    var current: Int64? { isRemoved ? nil : number }
}
