import GRDB
public import UsherDomain

/// The ``RoomMemory`` in SQLite. Any thread; any number of processes.
public struct SQLiteRoomMemory: RoomMemory {
    private let pool: DatabasePool

    init(pool: DatabasePool) {
        self.pool = pool
    }

    public func spaces() async throws -> [RoomID: Set<RoomID>] {
        try await pool.read { db in
            var spaces: [RoomID: Set<RoomID>] = [:]
            let rows = try Row.fetchCursor(db, sql: "SELECT space, child FROM remembered_children")
            while let row = try rows.next() {
                let (space, child): (String, String) = try (row.decode(forColumn: "space"), row.decode(forColumn: "child"))
                guard let space = RoomID(space), let child = RoomID(child) else {
                    throw StoreFailure.unreadable(row: "\(space) \(child)", of: "remembered_children")
                }
                spaces[space, default: []].insert(child)
            }
            return spaces
        }
    }

    public func remember(spaces: [RoomID: Set<RoomID>]) async throws {
        guard !spaces.isEmpty else { return }
        try await pool.write { db in
            for (space, children) in spaces {
                try db.cachedStatement(sql: "DELETE FROM remembered_children WHERE space = ?").execute(arguments: [space.text])
                let insert = try db.cachedStatement(sql: "INSERT INTO remembered_children (space, child) VALUES (?, ?)")
                for child in children { try insert.execute(arguments: [space.text, child.text]) }
            }
        }
    }

    public func leavers() async throws -> [RoomID: Set<UserID>] {
        try await pool.read { db in
            var leavers: [RoomID: Set<UserID>] = [:]
            let rows = try Row.fetchCursor(db, sql: "SELECT room, user FROM remembered_leavers")
            while let row = try rows.next() {
                let (room, user): (String, String) = try (row.decode(forColumn: "room"), row.decode(forColumn: "user"))
                guard let room = RoomID(room), let user = UserID(user) else {
                    throw StoreFailure.unreadable(row: "\(room) \(user)", of: "remembered_leavers")
                }
                leavers[room, default: []].insert(user)
            }
            return leavers
        }
    }

    public func remember(leavers: Set<UserID>, of room: RoomID) async throws {
        try await pool.write { db in
            try db.cachedStatement(sql: "DELETE FROM remembered_leavers WHERE room = ?").execute(arguments: [room.text])
            let insert = try db.cachedStatement(sql: "INSERT INTO remembered_leavers (room, user) VALUES (?, ?)")
            for user in leavers { try insert.execute(arguments: [room.text, user.text]) }
        }
    }
}
