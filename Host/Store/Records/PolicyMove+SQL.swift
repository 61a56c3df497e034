import GRDB
import UsherDomain

/// An upgraded room, and the one that replaces it: what is stored about the first becomes the second's. What was begun in the
/// first stays there: it is looked at where it was perhaps done (law 6), and decided anew for the second.
extension PolicyMove {
    /// The move that is due; `nil` when the old room has no policy, or the new one has its own, which is an admin's newer word.
    init?(from old: RoomID, to new: RoomID, in db: Database) throws {
        let last = try LastRevision(of: new, in: db)
        guard let revision = try LastRevision(of: old, in: db).current, last.isRemoved else { return nil }
        self.init(from: old, revision: revision, to: new, revision: last.number + 1)
    }

    /// Makes it, inside the caller's transaction, explained by the row `audit` of the log.
    func apply(audit: Int64, in db: Database) throws {
        try movePolicy(audit: audit, in: db)
        try movePeople(in: db)
        try rename("approved_version", of: "departures", in: db)
        try rename("rule_version", of: "held_plan_acts", in: db)
    }

    private func movePolicy(audit: Int64, in db: Database) throws {
        // As it is stored: a rule that this program cannot read must not keep a room from being followed.
        try db.execute(
            sql: """
                INSERT INTO policies
                  (room, revision, is_removed, rule, phase, announce_until, grace, shadows, knocks, exempt, brakes_people,
                   brakes_percent, is_for_this_room_only, inherits_nothing, audit)
                SELECT ?, ?, 0, rule, phase, announce_until, grace, shadows, knocks, exempt, brakes_people,
                   brakes_percent, is_for_this_room_only, inherits_nothing, ?
                FROM policies WHERE room = ? AND revision = ?
                """, arguments: [new.text, newRevision, audit, old.text, oldRevision])
        try Policy.insertRemoval(of: old, revision: oldRevision + 1, audit: audit, in: db)
    }

    private func movePeople(in db: Database) throws {
        let rooms: StatementArguments = ["new": new.text, "old": old.text]
        try db.execute(
            sql: """
                UPDATE OR IGNORE departures SET room = :new WHERE room = :old;
                DELETE FROM departures WHERE room = :old
                """, arguments: rooms)
        // A person's word holds in both: a space may still govern the old room.
        try db.execute(
            sql: "INSERT OR IGNORE INTO reprieves (room, user, until) SELECT :new, user, until FROM reprieves WHERE room = :old",
            arguments: rooms)
        for table in ["held_plan_acts", "held_plan_causes", "takings"] {
            try db.execute(sql: "UPDATE \(table) SET room = :new WHERE room = :old", arguments: rooms)
        }
    }

    /// Gives the rule its new name in a column of versions.
    private func rename(_ column: String, of table: String, in db: Database) throws {
        let versions = try String.fetchAll(
            db, sql: "SELECT DISTINCT \(column) FROM \(table) WHERE instr(\(column), ?) > 0", arguments: [oldName])
        for version in versions where renamed(version) != version {
            try db.execute(
                sql: "UPDATE \(table) SET \(column) = ? WHERE \(column) = ?", arguments: [renamed(version), version])
        }
    }
}
