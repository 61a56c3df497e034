import GRDB
import UsherDomain

extension Requirement {
    /// The number of the requirement in `asked_requirements`; `nil` when nothing was stored about it.
    func number(in db: Database) throws -> Int64? {
        try Int64.fetchOne(
            db.cachedStatement(sql: "SELECT id FROM asked_requirements WHERE instance = ? AND requirement = ?"),
            arguments: [instance.text, json])
    }

    /// The number of the requirement, made when it has none.
    func numberMade(in db: Database) throws -> Int64 {
        if let number = try number(in: db) { return number }
        try db.cachedStatement(sql: "INSERT INTO asked_requirements (instance, requirement) VALUES (?, ?)")
            .execute(arguments: [instance.text, json])
        return db.lastInsertedRowID
    }

    /// All of them, by number. Throws ``StoreFailure`` rather than guess.
    static func asked(in db: Database) throws -> [Int64: Requirement] {
        let rows = try Row.fetchAll(db, sql: "SELECT * FROM asked_requirements")
        return try rows.reduce(into: [:]) { all, row in
            let number: Int64 = try row.decode(forColumn: "id")
            guard let instance = try InstanceID(row.decode(forColumn: "instance")) else {
                throw StoreFailure.unreadable(row: "\(number)", of: "asked_requirements")
            }
            all[number] = try Requirement(instance: instance, canonicalJSON: row.decode(forColumn: "requirement"))
        }
    }
}
