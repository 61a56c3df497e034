import GRDB
import UsherDomain

extension AuditQuery {
    /// The entries that it asks for, newest first.
    func fetchAll(_ db: Database) throws -> [NumberedAuditEntry] {
        let conditions: [(sql: String, value: (any DatabaseValueConvertible)?)] = [
            ("at >= ?", since?.unixMilliseconds), ("at < ?", until?.unixMilliseconds), ("room = ?", room?.text),
            ("user = ?", user?.text), ("run = ?", run), ("id < ?", before),
        ]
        let asked = conditions.filter { $0.value != nil }
        let condition = asked.isEmpty ? "" : "WHERE " + asked.map(\.sql).joined(separator: " AND ")
        // To SQLite, a limit below zero is no limit.
        return try Row.fetchAll(
            db, sql: "SELECT * FROM audit_log \(condition) ORDER BY id DESC LIMIT ?",
            arguments: StatementArguments(asked.map(\.value) + [max(limit, 0)])
        ).map { try NumberedAuditEntry(row: $0) }
    }
}
