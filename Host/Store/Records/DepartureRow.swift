import GRDB
import UsherDomain

extension Departure {
    /// Reads a row of `departures`. Throws ``StoreFailure`` rather than guess.
    init(row: Row) throws {
        let roomText: String = try row.decode(forColumn: "room")
        let userText: String = try row.decode(forColumn: "user")
        guard let room = RoomID(roomText), let user = UserID(userText),
            let instances = try InstanceNames.parse(row.decode(forColumn: "instances"))
        else { throw StoreFailure.unreadable(row: "\(roomText) \(userText)", of: "departures") }
        let noticedAt: Int64? = try row.decode(forColumn: "noticed_at")
        let removedAt: Int64? = try row.decode(forColumn: "removed_at")
        try self.init(
            room: room, user: user, since: Instant(unixMilliseconds: row.decode(forColumn: "since")),
            dueAt: Instant(unixMilliseconds: row.decode(forColumn: "due_at")),
            noticedAt: noticedAt.map(Instant.init(unixMilliseconds:)), reason: row.decode(forColumn: "reason"),
            instances: instances, approvedVersion: row.decode(forColumn: "approved_version"),
            removedAt: removedAt.map(Instant.init(unixMilliseconds:)), removals: row.decode(forColumn: "removals"))
    }
}

extension DepartureChange {
    /// Makes the change, inside the caller's transaction.
    func apply(in db: Database) throws {
        switch self {
        case .none:
            return
        case .end(let room, let user):
            try db.cachedStatement(sql: "DELETE FROM departures WHERE room = ? AND user = ?")
                .execute(arguments: [room.text, user.text])
        case .store(let departure):
            let statement = try db.cachedStatement(
                sql: """
                    INSERT INTO departures
                      (room, user, since, due_at, noticed_at, reason, instances, approved_version, removed_at, removals)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                    ON CONFLICT (room, user) DO UPDATE SET
                      since = excluded.since, due_at = excluded.due_at, noticed_at = excluded.noticed_at,
                      reason = excluded.reason, instances = excluded.instances, approved_version = excluded.approved_version,
                      removed_at = excluded.removed_at, removals = excluded.removals
                    """)
            try statement.execute(arguments: [
                departure.room.text, departure.user.text, departure.since.unixMilliseconds, departure.dueAt.unixMilliseconds,
                departure.noticedAt?.unixMilliseconds, departure.reason, InstanceNames.text(departure.instances),
                departure.approvedVersion, departure.removedAt?.unixMilliseconds, departure.removals,
            ])
        }
    }
}
