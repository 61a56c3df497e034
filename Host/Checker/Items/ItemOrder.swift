internal import PluginABI

/// How many items of which kind one call may emit.
enum ItemOrder {
    static func status(afterAdding item: Item, _ state: CallState, _ reporter: Reporter) -> Int {
        switch item.kind {
        case .member, .group:
            if state.items.contains(where: { $0.kind == .page }) {
                reporter.error(
                    .contract, "it emitted a \(item.kind.name) after the PAGE",
                    change: "emit the PAGE last: it ends the page", in: state.function)
                return USHER_E_INVALID
            }
        case .event: break
        case .evidence where state.function.hasPrefix(Subjects.batchFunction):
            let twice = state.items.dropLast().contains { other in
                if case .evidence(let index, _) = other, case .evidence(index, _) = item { true } else { false }
            }
            if twice {
                reporter.error(
                    .contract, "it emitted two EVIDENCEs with one index", change: "emit one EVIDENCE for each subject",
                    in: state.function)
                return USHER_E_INVALID
            }
        default:
            if state.items.count(where: { $0.kind == item.kind }) > 1 {
                reporter.error(
                    .contract, "it emitted a second \(item.kind.name) in one call: the host throws the whole answer away",
                    change: "emit one \(item.kind.name) and return; look for a missing `return` or `else`", in: state.function)
                return USHER_E_LIMIT
            }
        }
        return USHER_OK
    }
}

/// Names that several parts use.
enum Subjects {
    static let batchFunction = "batch evaluate"
}
