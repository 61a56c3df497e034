import GRDB
import UsherDomain

extension AuditQuery {
    private static let beginning =
        "id >= (SELECT min(id) FROM audit_log INDEXED BY audit_log_by_time WHERE at >= ?)"

    /// The entries that it asks for, newest first.
    func fetchAll(_ db: Database) throws -> [NumberedAuditEntry] {
        let conditions: [(sql: String, value: (any DatabaseValueConvertible)?)] = [
            // Clocks are set back, so an entry's number only says where to begin: without it, the whole log would be read.
            (Self.beginning, since?.unixMilliseconds), ("at >= ?", since?.unixMilliseconds),
            ("at < ?", until?.unixMilliseconds), ("room = ?", room?.text), ("user = ?", user?.text), ("run = ?", run),
            ("id < ?", before),
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
