import GRDB
import UsherDomain

extension NumberedLink {
    /// Selects what ``init(selected:)`` reads, by position: 100,000 of them stand between a start and its readiness.
    static let selection = """
        SELECT links.user, links.instance, links.account, accounts.id, accounts.name, links.link, links.secret_key,
          links.linked_at, links.proven_by
        FROM links JOIN accounts ON accounts.number = links.account
        """

    /// Reads a row of ``selection``. Throws ``StoreFailure`` rather than guess.
    init(selected row: Row) throws {
        let userText: String = try row.decode(atIndex: 0)
        guard let user = UserID(userText), let instance = try InstanceID(row.decode(atIndex: 1)) else {
            throw StoreFailure.unreadable(row: userText, of: "links")
        }
        let account = try Account(id: row.decode(atIndex: 3), name: row.decode(atIndex: 4))
        let link = try Link(
            user: user, instance: instance, account: account, linkJSON: row.decode(atIndex: 5),
            secretKey: row.decode(atIndex: 6), linkedAt: Instant(unixMilliseconds: row.decode(atIndex: 7)),
            provenBy: row.decode(atIndex: 8))
        try self.init(link: link, number: AccountNumber(number: row.decode(atIndex: 2)))
    }
}

extension Link {
    /// Stores the link, in the place of the last one of the same user and instance. The account belongs to nobody else.
    func store(account: AccountNumber, in db: Database) throws {
        try db.execute(
            sql: """
                INSERT INTO links (user, instance, account, link, secret_key, linked_at, proven_by) VALUES (?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (user, instance) DO UPDATE SET
                  account = excluded.account, link = excluded.link, secret_key = excluded.secret_key,
                  linked_at = excluded.linked_at, proven_by = excluded.proven_by
                """,
            arguments: [
                user.text, instance.text, account.number, linkJSON, secretKey, linkedAt.unixMilliseconds, provenBy,
            ])
    }

    /// The same, later than every listing of its instance that is stored: which came first is told by these times after a
    /// restart, and the clock may have been set back in between. A listing that could not know the account refuses nobody.
    func afterListings(in db: Database) throws -> Link {
        let last = try Int64.fetchOne(
            db,
            sql: """
                SELECT max(taken_at) FROM snapshots
                WHERE requirement IN (SELECT id FROM asked_requirements WHERE instance = ?)
                """, arguments: [instance.text])
        guard let last, last >= linkedAt.unixMilliseconds else { return self }
        return Link(
            user: user, instance: instance, account: account, linkJSON: linkJSON, secretKey: secretKey,
            linkedAt: Instant(unixMilliseconds: last).advanced(byMilliseconds: 1), provenBy: provenBy)
    }
}
