internal import PluginABI

/// What came of one call.
struct Outcome {
    let status: usher_status
    let state: CallState

    var items: [Item] { state.items }
    var error: ErrorItem? { state.error }

    /// What evaluate() found out; `nil` when it said nothing that counts.
    var finding: Int? {
        guard status == USHER_OK, items.count == 1, case .evidence(_, let finding)? = items.first,
            finding == USHER_HOLDS || finding == USHER_HOLDS_NOT
        else { return nil }
        return finding
    }

    /// The answer, to compare it with another one.
    var summary: Summary { Summary(status: status, items: items) }

    struct Summary: Equatable, Sendable {
        let status: usher_status
        let items: [Item]
    }

    static func name(of finding: Int) -> String { finding == USHER_HOLDS ? "HOLDS" : "HOLDS_NOT" }
}
