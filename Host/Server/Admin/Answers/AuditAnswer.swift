public import UsherDomain

/// The answer to `GET /v1/audit`: one page, newest first.
public struct AuditAnswer: Codable, Hashable, Sendable {
    /// One entry.
    public struct Entry: Codable, Hashable, Sendable {
        /// Grows with each entry.
        public let number: Int64
        public let at: Int64
        public let act: String
        public let actor: String
        @ExplicitNull public var user: String?
        @ExplicitNull public var room: String?
        @ExplicitNull public var instance: String?
        public let reason: String
        /// What it rests on, as the text of a JSON object.
        public let evidence: String
        @ExplicitNull public var run: Int64?
        @ExplicitNull public var rule_version: String?

        public init(_ numbered: NumberedAuditEntry) {
            let entry = numbered.entry
            number = numbered.number
            at = entry.at.unixMilliseconds
            act = entry.act.rawValue
            actor = entry.actor
            user = entry.user?.text
            room = entry.room?.text
            instance = entry.instance?.text
            reason = entry.reason
            evidence = entry.evidenceJSON
            run = entry.run
            rule_version = entry.ruleVersion
        }
    }

    public let entries: [Entry]
    /// What to give as `before` for the next page; null when this was the last.
    @ExplicitNull public var next_before: Int64?

    public init(_ entries: [NumberedAuditEntry], limit: Int) {
        self.entries = entries.map(Entry.init)
        next_before = entries.count < limit ? nil : entries.last?.number
    }
}
