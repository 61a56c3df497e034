import GRDB
import UsherDomain

extension Account {
    /// What is stored of an account.
    struct Known {
        let number: AccountNumber
        /// Whether its name is the same as the one that was asked with.
        let hasThatName: Bool
    }

    /// Throws ``StoreFailure`` for an id that cannot be stored whole: two accounts must not become one.
    func check() throws {
        guard (1...Self.idBytesMax).contains(id.utf8.count), !id.utf8.contains(0) else {
            throw StoreFailure(
                .rowMalformed, "The id of an account is empty, too long, or has a null character.",
                advice: "Nothing was stored. Report it to the author of the plugin.")
        }
    }

    /// The account at `instance`; `nil` when it was never seen.
    func known(at instance: InstanceID, in db: Database) throws -> Known? {
        let statement = try db.cachedStatement(
            sql: "SELECT number, name = ?3 FROM accounts WHERE instance = ?1 AND id = ?2")
        guard let row = try Row.fetchOne(statement, arguments: [instance.text, id, name]) else { return nil }
        return try Known(number: AccountNumber(number: row.decode(atIndex: 0)), hasThatName: row.decode(atIndex: 1))
    }

    /// The number of the account at `instance`, made when it was never seen; stores its name.
    func number(at instance: InstanceID, in db: Database) throws -> AccountNumber {
        if let known = try known(at: instance, in: db) {
            if !known.hasThatName {
                try db.cachedStatement(sql: "UPDATE accounts SET name = ? WHERE number = ?")
                    .execute(arguments: [name, known.number.number])
            }
            return known.number
        }
        try db.cachedStatement(sql: "INSERT INTO accounts (instance, id, name) VALUES (?, ?, ?)")
            .execute(arguments: [instance.text, id, name])
        guard let number = UInt32(exactly: db.lastInsertedRowID) else {
            preconditionFailure("a CHECK of the table keeps numbers below 2^32")
        }
        return AccountNumber(number: number)
    }
}
