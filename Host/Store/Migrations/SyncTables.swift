extension Migrations {
    /// What the sync with the homeserver keeps over restarts.
    static let syncTables = Migration(
        name: "sync tables",
        sql: """
            -- Where the homeserver's stream is read on from; `owner` is whose sync it is. `rooms` and `people` say how many rows
            -- of the tables below belong to it: with fewer, it is not all there. Digests are SHA-256: a bit that the disk lost
            -- would put somebody into a room or out of it.
            CREATE TABLE sync_position (
              id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
              owner TEXT NOT NULL,
              position TEXT NOT NULL CHECK (position <> ''),
              rooms INTEGER NOT NULL,
              people INTEGER NOT NULL,
              rest BLOB NOT NULL,
              digest BLOB NOT NULL CHECK (length(digest) = 32)
            ) STRICT;

            -- What the homeserver's state says of each room that the bot is in.
            CREATE TABLE sync_rooms (
              room TEXT NOT NULL PRIMARY KEY CHECK (room GLOB '!?*'),
              state BLOB NOT NULL,
              digest BLOB NOT NULL CHECK (length(digest) = 32)
            ) STRICT;

            -- The user IDs that `sync_rooms` names by numbers, in blocks.
            CREATE TABLE sync_people (
              block INTEGER NOT NULL PRIMARY KEY CHECK (block >= 0),
              users BLOB NOT NULL,
              digest BLOB NOT NULL CHECK (length(digest) = 32)
            ) STRICT;

            -- How fast the homeserver lets the bot act.
            CREATE TABLE homeserver_limits (
              id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
              owner TEXT NOT NULL,
              limits TEXT NOT NULL CHECK (limits GLOB '{*}')
            ) STRICT;
            """)
}
