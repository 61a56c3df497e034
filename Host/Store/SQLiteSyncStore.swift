import Crypto
import FoundationEssentials
import GRDB
public import UsherDomain

/// The ``SyncStore`` in SQLite. Any thread.
public struct SQLiteSyncStore: SyncStore {
    private let pool: DatabasePool

    init(pool: DatabasePool) {
        self.pool = pool
    }

    public func load() throws -> StoredSync? {
        try pool.read { db in
            guard let row = try Row.fetchOne(db, sql: "SELECT * FROM sync_position") else { return nil }
            let position: String = try row.decode(forColumn: "position")
            let rest: Data = try row.decode(forColumn: "rest")
            guard try Self.digest(position, rest) == row.decode(Data.self, forColumn: "digest") else {
                throw StoreFailure.unreadable(row: "1", of: "sync_position")
            }
            let (people, rooms) = (try Self.people(db), try Self.rooms(db))
            let counts: (rooms: Int, people: Int) = (try row.decode(forColumn: "rooms"), try row.decode(forColumn: "people"))
            guard rooms.count == counts.rooms, people.count == counts.people else {
                throw StoreFailure.unreadable(row: "1", of: "sync_position")
            }
            return StoredSync(
                owner: try row.decode(forColumn: "owner"), position: position, rest: Array(rest), people: people, rooms: rooms)
        }
    }

    private static func people(_ db: Database) throws -> [[UInt8]] {
        let rows = try Row.fetchCursor(db, sql: "SELECT block, users, digest FROM sync_people ORDER BY block")
        var blocks: [[UInt8]] = []
        while let row = try rows.next() {
            let (block, users): (Int, Data) = (try row.decode(forColumn: "block"), try row.decode(forColumn: "users"))
            guard block == blocks.count, try digest("\(block)", users) == row.decode(Data.self, forColumn: "digest") else {
                throw StoreFailure.unreadable(row: "\(block)", of: "sync_people")
            }
            blocks.append(Array(users))
        }
        return blocks
    }

    private static func rooms(_ db: Database) throws -> [RoomID: [UInt8]?] {
        let rows = try Row.fetchCursor(db, sql: "SELECT room, state, digest FROM sync_rooms")
        var rooms: [RoomID: [UInt8]?] = [:]
        while let row = try rows.next() {
            let text: String = try row.decode(forColumn: "room")
            guard let room = RoomID(text) else { throw StoreFailure.unreadable(row: text, of: "sync_rooms") }
            let state: Data = try row.decode(forColumn: "state")
            let isSound = try digest(text, state) == row.decode(Data.self, forColumn: "digest")
            rooms[room] = .some(isSound ? Array(state) : nil)
        }
        return rooms
    }

    public func store(_ checkpoint: SyncCheckpoint) throws {
        try pool.write { db in
            if checkpoint.isWhole { try db.execute(sql: "DELETE FROM sync_rooms; DELETE FROM sync_people") }
            for room in checkpoint.gone {
                try db.cachedStatement(sql: "DELETE FROM sync_rooms WHERE room = ?").execute(arguments: [room.text])
            }
            for (room, bytes) in checkpoint.rooms {
                let state = Data(bytes)
                try db.cachedStatement(
                    sql: """
                        INSERT INTO sync_rooms (room, state, digest) VALUES (?, ?, ?)
                        ON CONFLICT (room) DO UPDATE SET state = excluded.state, digest = excluded.digest
                        """
                ).execute(arguments: [room.text, state, Self.digest(room.text, state)])
            }
            for (block, bytes) in checkpoint.people {
                let users = Data(bytes)
                try db.cachedStatement(
                    sql: """
                        INSERT INTO sync_people (block, users, digest) VALUES (?, ?, ?)
                        ON CONFLICT (block) DO UPDATE SET users = excluded.users, digest = excluded.digest
                        """
                ).execute(arguments: [block, users, Self.digest("\(block)", users)])
            }
            let rest = Data(checkpoint.rest)
            try db.execute(
                sql: """
                    INSERT OR REPLACE INTO sync_position (id, owner, position, rooms, people, rest, digest)
                    VALUES (1, ?, ?, (SELECT count(*) FROM sync_rooms), (SELECT count(*) FROM sync_people), ?, ?)
                    """,
                arguments: [checkpoint.owner, checkpoint.position, rest, Self.digest(checkpoint.position, rest)])
        }
    }

    /// Over the key too: a row that lies under the wrong key is damaged.
    private static func digest(_ key: String, _ bytes: Data) -> Data {
        var hash = SHA256()
        hash.update(data: Data(key.utf8))
        hash.update(data: [0])
        hash.update(data: bytes)
        return Data(hash.finalize())
    }

    public func limits(of owner: String) throws -> String? {
        try pool.read { db in
            try String.fetchOne(db, sql: "SELECT limits FROM homeserver_limits WHERE owner = ?", arguments: [owner])
        }
    }

    public func set(limits: String, of owner: String) throws {
        try pool.write { db in
            try db.execute(
                sql: "INSERT OR REPLACE INTO homeserver_limits (id, owner, limits) VALUES (1, ?, ?)",
                arguments: [owner, limits])
        }
    }
}
