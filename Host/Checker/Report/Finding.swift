/// One thing that is wrong, for whoever can change it.
struct Finding: Hashable, Sendable {
    enum Severity: String, Sendable {
        /// A rule is broken.
        case error
        /// Allowed, and most likely not meant.
        case warning
    }

    let severity: Severity
    let rule: Rule
    /// The function of the plugin it happened in, for example `evaluate`; empty for the file as a whole.
    let function: String
    /// What happened.
    let what: String
    /// What to edit.
    let change: String
    /// What makes it happen again.
    var seed: UInt64 = 0

    /// Whether it says the same, whatever made it happen.
    func isSame(as other: Finding) -> Bool {
        rule == other.rule && function == other.function && what == other.what && change == other.change
    }
}
