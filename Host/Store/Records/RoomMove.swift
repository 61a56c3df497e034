import GRDB
import UsherDomain

/// An upgraded room, and the one that replaces it: everything that is stored about the first becomes the second's. What was
/// begun in the first stays there: it is looked at where it was perhaps done (law 6), and decided anew for the second.
struct RoomMove {
    let from: RoomID
    let to: RoomID

    /// Whether anything is stored about the old room.
    func hasSomething(in db: Database) throws -> Bool {
        if try LastRevision(of: from, in: db).current != nil { return true }
        return try ["departures", "held_plan_acts", "held_plan_causes"].contains { table in
            try Bool.fetchOne(
                db, sql: "SELECT EXISTS (SELECT 1 FROM \(table) WHERE room = ?)", arguments: [from.text]) ?? true
        }
    }

    /// The new room's own policy is an admin's newer word.
    func movePolicy(audit: Int64, in db: Database) throws {
        let old = try LastRevision(of: from, in: db)
        guard let revision = old.current else { return }
        let new = try LastRevision(of: to, in: db)
        if new.isRemoved {
            // As it is stored: a rule that this program cannot read must not keep a room from being followed.
            try db.execute(
                sql: """
                    INSERT INTO policies
                      (room, revision, is_removed, rule, phase, announce_until, grace, shadows, knocks, exempt, brakes_people,
                       brakes_percent, is_for_this_room_only, inherits_nothing, audit)
                    SELECT ?, ?, 0, rule, phase, announce_until, grace, shadows, knocks, exempt, brakes_people,
                       brakes_percent, is_for_this_room_only, inherits_nothing, ?
                    FROM policies WHERE room = ? AND revision = ?
                    """, arguments: [to.text, new.number + 1, audit, from.text, revision])
        }
        try Policy.insertRemoval(of: from, revision: revision + 1, audit: audit, in: db)
    }

    func movePeople(in db: Database) throws {
        let rooms: StatementArguments = ["new": to.text, "old": from.text]
        try db.execute(
            sql: """
                UPDATE OR IGNORE departures SET room = :new WHERE room = :old;
                DELETE FROM departures WHERE room = :old
                """, arguments: rooms)
        // A person's word holds in both: a space may still govern the old room.
        try db.execute(
            sql: "INSERT OR IGNORE INTO reprieves (room, user, until) SELECT :new, user, until FROM reprieves WHERE room = :old",
            arguments: rooms)
        for table in ["held_plan_acts", "held_plan_causes"] {
            try db.execute(
                sql: "UPDATE \(table) SET room = ? WHERE room = ?", arguments: [to.text, from.text])
        }
    }
}
