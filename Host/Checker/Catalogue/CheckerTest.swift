/// One thing that is tried with a plugin, in a process of its own.
struct CheckerTest: Sendable {
    /// Stable, for example `lifecycle.create-destroy-1000`: area, a dot, and what is tried.
    let id: String
    /// What must hold, as a sentence.
    let title: String
    let rules: [Rule]
    /// Whether nothing else makes sense when this one fails.
    var isGate = false
    let run: @Sendable (Room) throws -> Void

    init(
        _ id: String, _ title: String, _ rules: [Rule], isGate: Bool = false, run: @escaping @Sendable (Room) throws -> Void
    ) {
        self.id = id
        self.title = title
        self.rules = rules
        self.isGate = isGate
        self.run = run
    }
}

/// The test does not apply to this plugin, or cannot be run.
struct Skip: Error {
    let reason: String

    init(_ reason: String) {
        self.reason = reason
    }
}
