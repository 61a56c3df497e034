internal import Synchronization
internal import UsherDomain
internal import UsherSchema

/// Whether requirements fit a plugin's schema. A rule asks the same thing about many people, so what was found is remembered: a
/// question costs one look at a table. Any thread.
final class RequirementCheck: Sendable {
    /// As many as rules of one community ask of one plugin; then all are forgotten, and checked again as they come.
    private static let knownMax = 256
    /// Longer ones are checked each time: a table of them would hold megabytes.
    private static let knownBytesMax = 4 << 10

    private let schema: Schema?
    /// By the bytes of the text, since two spellings of one character make two texts.
    private let known = Mutex<[[UInt8]: [String]]>([:])

    init(_ schema: Schema?) {
        self.schema = schema
    }

    /// What is wrong with a requirement, for whoever edits the rule; empty when it fits, or when the plugin takes anything.
    func problems(of requirementJSON: String) -> [String] {
        guard let schema else { return [] }
        let key = Array(requirementJSON.utf8)
        if let found = known.withLock({ $0[key] }) { return found }
        let problems = schema.problems(of: requirementJSON)
        guard key.count <= Self.knownBytesMax else { return problems }
        known.withLock { known in
            if known.count >= Self.knownMax { known.removeAll() }
            known[key] = problems
        }
        return problems
    }

    /// How many texts are remembered.
    var rememberedCount: Int { known.withLock { $0.count } }

    /// Why the plugin is not asked. It means that nobody knows, and never that anybody does not meet the requirement.
    func objection(to requirementJSON: String) -> Unknown? {
        let problems = problems(of: requirementJSON)
        guard !problems.isEmpty else { return nil }
        return Unknown(.ruleMisfit, "this rule no longer fits the plugin: \(problems.joined(separator: "; "))")
    }
}
