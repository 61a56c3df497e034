import GRDB
public import UsherDomain

/// The ``LinkStore`` in SQLite. Any thread; any number of processes.
public struct SQLiteLinkStore: LinkStore {
    private let pool: DatabasePool

    init(pool: DatabasePool) {
        self.pool = pool
    }

    public func allLinks() async throws -> [NumberedLink] {
        try await pool.read { db in
            let rows = try Row.fetchCursor(db, sql: NumberedLink.selection + " ORDER BY links.user, links.instance")
            var links: [NumberedLink] = []
            while let row = try rows.next() { try links.append(NumberedLink(selected: row)) }
            return links
        }
    }

    public func unlinked() async throws -> [(user: UserID, instance: InstanceID)] {
        try await pool.read { db in
            try Row.fetchAll(db, sql: "SELECT user, instance FROM unlinked ORDER BY user, instance").map { row in
                let userText: String = try row.decode(forColumn: "user")
                guard let user = UserID(userText), let instance = try InstanceID(row.decode(forColumn: "instance")) else {
                    throw StoreFailure.unreadable(row: userText, of: "unlinked")
                }
                return (user: user, instance: instance)
            }
        }
    }

    public func link(_ link: Link, audit: AuditEntry) async throws -> (link: NumberedLink, takenFrom: UserID?) {
        try link.account.check()
        return try await pool.write { db in
            let number = try link.account.number(at: link.instance, in: db)
            let owner = try String.fetchOne(
                db, sql: "SELECT user FROM links WHERE account = ? AND user <> ?",
                arguments: [number.number, link.user.text])
            let takenFrom = try owner.map { text in
                guard let user = UserID(text) else { throw StoreFailure.unreadable(row: text, of: "links") }
                return user
            }
            if let takenFrom {
                try Self.delete(takenFrom, link.instance, in: db)
                try AuditEntry(
                    at: audit.at, act: .unlinked, actor: audit.actor, user: takenFrom, instance: link.instance,
                    reason: "Somebody else proved that the account is theirs."
                ).insert(into: db)
            }
            let link = try link.afterListings(in: db)
            try link.store(account: number, in: db)
            try audit.insert(into: db)
            return (link: NumberedLink(link: link, number: number), takenFrom: takenFrom)
        }
    }

    public func unlink(_ user: UserID, at instance: InstanceID, audit: AuditEntry) async throws -> Bool {
        try await pool.write { db in
            guard try Self.delete(user, instance, in: db) else { return false }
            try audit.insert(into: db)
            return true
        }
    }

    public func numbers(of accounts: [Account], at instance: InstanceID) async throws -> [AccountNumber] {
        for account in accounts { try account.check() }
        // As a rule everybody is known, under the same name: then nobody's write waits for this. A number never changes, so
        // what was read stays right.
        let known = try await pool.read { db in try accounts.map { try $0.known(at: instance, in: db) } }
        guard known.contains(where: { $0?.hasThatName != true }) else { return known.compactMap(\.?.number) }
        return try await pool.write { db in
            try zip(accounts, known).map { account, known in
                if let known, known.hasThatName { return known.number }
                return try account.number(at: instance, in: db)
            }
        }
    }

    public func provenUsers() async throws -> [UserID] {
        try await pool.read { db in
            let texts = try String.fetchCursor(db, sql: "SELECT user FROM people ORDER BY user")
            var users: [UserID] = []
            while let text = try texts.next() {
                guard let user = UserID(text) else { throw StoreFailure.unreadable(row: text, of: "people") }
                users.append(user)
            }
            return users
        }
    }

    @discardableResult
    private static func delete(_ user: UserID, _ instance: InstanceID, in db: Database) throws -> Bool {
        try db.execute(
            sql: "DELETE FROM links WHERE user = ? AND instance = ?", arguments: [user.text, instance.text])
        return db.changesCount == 1
    }
}
