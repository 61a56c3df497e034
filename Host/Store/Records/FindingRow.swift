import GRDB
import UsherDomain

extension StoredFinding {
    /// Reads a row of `findings`. Throws ``StoreFailure`` rather than guess.
    init(row: Row, requirement: Requirement) throws {
        let text: String = try row.decode(forColumn: "user")
        guard let user = UserID(text) else { throw StoreFailure.unreadable(row: text, of: "findings") }
        let holds: Bool = try row.decode(forColumn: "holds")
        let evidence = try Evidence(
            finding: holds ? .holds : .doesNotHold,
            observedAt: Instant(unixMilliseconds: row.decode(forColumn: "observed_at")),
            freshUntil: Instant(unixMilliseconds: row.decode(forColumn: "fresh_until")),
            reason: row.decode(forColumn: "reason"), factsJSON: row.decode(forColumn: "facts"))
        self.init(requirement: requirement, user: user, evidence: evidence)
    }

    /// Stores the finding in the place of the last one. Throws ``StoreFailure`` for one that is unknown or never ends.
    func store(in db: Database) throws {
        let holds: Bool
        switch evidence.finding {
        case .holds: holds = true
        case .doesNotHold: holds = false
        case .unknown: throw Self.malformed
        }
        guard let freshUntil = evidence.freshUntil else { throw Self.malformed }
        let number = try requirement.numberMade(in: db)
        let statement = try db.cachedStatement(
            sql: """
                INSERT INTO findings (requirement, user, holds, observed_at, fresh_until, reason, facts)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (requirement, user) DO UPDATE SET
                  holds = excluded.holds, observed_at = excluded.observed_at, fresh_until = excluded.fresh_until,
                  reason = excluded.reason, facts = excluded.facts
                """)
        try statement.execute(arguments: [
            number, user.text, holds, evidence.observedAt.unixMilliseconds, freshUntil.unixMilliseconds, evidence.reason,
            evidence.factsJSON,
        ])
    }

    private static let malformed = StoreFailure(
        .rowMalformed, "A finding about a person is unknown, or nobody decided how long it is good for.",
        advice: "Nothing was stored. Report it as a defect of Usher.")
}
