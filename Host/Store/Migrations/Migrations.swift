import GRDB

/// One step from one schema to the next. Its SQL is text, not derived from live types, so that it means the same for ever.
struct Migration: Sendable {
    /// What it brings; for people.
    let name: String
    let sql: String
}

/// All steps, oldest first. `PRAGMA user_version` counts how many a file has seen.
///
/// Forward only. A step that has landed is never edited: add another one. `Schema.sql` shows what they amount to.
enum Migrations {
    /// `USHR`, in the header of every database of ours.
    static let applicationID: Int32 = 0x5553_4852

    static let all: [Migration] = [
        firstTables, pluginTables, instanceOwners, policyTables, linkTables, evidenceTables, actTables, syncTables,
    ]

    /// Brings the file up to date, all in one transaction: another process sees none of it or all of it.
    static func run(on db: Database, steps: [Migration] = all) throws {
        try db.inTransaction(.immediate) {
            let done = try version(of: db)
            guard done < steps.count else { return .commit }
            for step in steps[done...] {
                try db.execute(sql: step.sql)
            }
            try db.execute(sql: "PRAGMA application_id = \(applicationID); PRAGMA user_version = \(steps.count)")
            try db.checkForeignKeys()
            return .commit
        }
    }

    /// How many steps the file has seen.
    static func version(of db: Database) throws -> Int {
        let version = try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0
        guard version >= 0 else {
            throw StoreFailure(
                .databaseDamaged, "The database has a schema number below zero.", advice: "Restore it from a backup.")
        }
        return version
    }
}
