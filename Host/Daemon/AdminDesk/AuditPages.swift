import UsherDomain
import UsherServer

/// Reads the audit log page by page, from the daemon or from the database.
struct AuditPages {
    var since: Instant?
    var until: Instant?
    var room: RoomID?
    var user: UserID?
    var run: Int64?

    init(run: Int64? = nil) {
        self.run = run
    }

    /// Entries of one page: as many as the API gives at most.
    private static let pageMax = 1_000

    /// All entries, or the newest `limit`, with `page` answering the questions.
    func entries(
        limit: Int?, _ page: ([(name: String, value: String?)]) throws -> AuditAnswer
    ) throws -> [AuditAnswer.Entry] {
        var entries: [AuditAnswer.Entry] = []
        var before: Int64?
        repeat {
            let wanted = min(limit.map { $0 - entries.count } ?? Self.pageMax, Self.pageMax)
            let answer = try page([
                ("since", since.map { "\($0.unixMilliseconds)" }), ("until", until.map { "\($0.unixMilliseconds)" }),
                ("room", room?.text), ("user", user?.text), ("run", run.map { "\($0)" }), ("before", before.map { "\($0)" }),
                ("limit", "\(wanted)"),
            ])
            entries += answer.entries
            before = answer.next_before
        } while before != nil && entries.count < limit ?? .max
        return entries
    }

    /// The same from the database.
    func entries(limit: Int?, from journal: any ActJournal) async throws -> [AuditAnswer.Entry] {
        var entries: [AuditAnswer.Entry] = []
        var query = AuditQuery(since: since, until: until, room: room, user: user, run: run)
        var isLast = false
        while !isLast, entries.count < limit ?? .max {
            query.limit = min(limit.map { $0 - entries.count } ?? Self.pageMax, Self.pageMax)
            let page = try await journal.audit(query)
            entries += page.map(AuditAnswer.Entry.init)
            query.before = page.last?.number
            isLast = page.count < query.limit
        }
        return entries
    }
}
