import UsherEngine

/// The answer to `POST /v1/rules/import`.
public struct ImportAnswer: Codable, Hashable, Sendable {
    /// One difference between what is there and what the document says.
    public struct Change: Codable, Hashable, Sendable {
        /// One of added, changed, removed.
        public let kind: String
        /// One of requirement, policy.
        public let what: String
        /// The requirement's name, or the room.
        public let subject: String
        /// What differs, line by line; lines begin with `-` for what goes and `+` for what comes.
        public let lines: [String]
    }

    /// What keeps the document from being applied.
    public struct Trouble: Codable, Hashable, Sendable {
        /// The requirement's name, or the room.
        public let subject: String
        public let text: String
    }

    public let changes: [Change]
    public let problems: [Trouble]
    public let warnings: [String]
    /// Whether the changes were made.
    public let applied: Bool

    init(_ outcome: ImportRules.Outcome) {
        changes = outcome.changes.map { change in
            let lines = change.differences.flatMap { difference in
                [difference.old.map { "- \(difference.name): \($0)" }, difference.new.map { "+ \(difference.name): \($0)" }]
                    .compactMap { $0 }
            }
            return Change(kind: change.kind.rawValue, what: change.what.rawValue, subject: change.subject, lines: lines)
        }
        problems = outcome.problems.map { Trouble(subject: $0.subject, text: $0.text) }
        warnings = outcome.warnings
        applied = outcome.isApplied
    }
}
