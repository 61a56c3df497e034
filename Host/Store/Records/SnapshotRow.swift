import Crypto
import FoundationEssentials
import GRDB
import UsherDomain

extension Snapshot {
    /// Reads a row of `snapshots`. Throws ``StoreFailure`` rather than guess: an account that is missing from a damaged set would
    /// be a "does not hold".
    init(row: Row, requirement: Requirement) throws {
        let bytes: Data = try row.decode(forColumn: "accounts")
        let digest: Data = try row.decode(forColumn: "digest")
        guard digest.elementsEqual(SHA256.hash(data: bytes)), let accounts = EncodedAccounts.parse(Array(bytes)) else {
            let number: Int64 = try row.decode(forColumn: "requirement")
            throw StoreFailure.unreadable(row: "\(number)", of: "snapshots")
        }
        try self.init(
            requirement: requirement, accounts: accounts, isAuthoritative: row.decode(forColumn: "is_authoritative"),
            etag: Array(row.decode(Data.self, forColumn: "etag")),
            takenAt: Instant(unixMilliseconds: row.decode(forColumn: "taken_at")),
            freshUntil: Instant(unixMilliseconds: row.decode(forColumn: "fresh_until")),
            hasBecomeEmpty: row.decode(forColumn: "has_become_empty"))
    }

    /// Stores the snapshot in the place of the one that counts, or of the one that is held.
    func store(isHeld: Bool, in db: Database) throws {
        let bytes = Data(EncodedAccounts.bytes(accounts))
        let number = try requirement.numberMade(in: db)
        try db.execute(
            sql: """
                INSERT INTO snapshots
                  (requirement, is_held, is_authoritative, has_become_empty, taken_at, fresh_until, etag, digest, accounts)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (requirement, is_held) DO UPDATE SET
                  is_authoritative = excluded.is_authoritative, has_become_empty = excluded.has_become_empty,
                  taken_at = excluded.taken_at, fresh_until = excluded.fresh_until, etag = excluded.etag,
                  digest = excluded.digest, accounts = excluded.accounts
                """,
            arguments: [
                number, isHeld, isAuthoritative, hasBecomeEmpty, takenAt.unixMilliseconds, freshUntil.unixMilliseconds,
                Data(etag), Data(SHA256.hash(data: bytes)), bytes,
            ])
    }
}
