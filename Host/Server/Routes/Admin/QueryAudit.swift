import Hummingbird
import HummingbirdCore
import UsherDomain

/// `GET /v1/audit[?since=&until=&room=&user=&run=&before=&limit=]`: a page of the audit log, newest first.
struct QueryAudit: Sendable {
    /// Most entries of one page.
    static let limitMax: Int64 = 1_000

    let journal: any ActJournal

    @Sendable func handle(_ request: Request, _ context: DoorContext) async throws -> Response {
        var query = try RequestQuery(request)
        var wanted = AuditQuery()
        wanted.since = try query.optionalInstant("since")
        wanted.until = try query.optionalInstant("until")
        wanted.room = try query.optionalRoom()
        wanted.user = try query.optionalUser()
        wanted.run = try query.optionalInteger("run", in: 1...Int64.max)
        wanted.before = try query.optionalInteger("before", in: 1...Int64.max)
        wanted.limit = Int(try query.optionalInteger("limit", in: 1...Self.limitMax) ?? Self.limitMax)
        try query.finish()
        return JSON.response(AuditAnswer(try await journal.audit(wanted), limit: wanted.limit))
    }
}
