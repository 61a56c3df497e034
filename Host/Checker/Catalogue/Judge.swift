internal import PluginABI

/// What must hold for every call of every function.
enum Judge {
    static func judge(_ outcome: Outcome, _ emits: Emits, _ reporter: Reporter) {
        let function = outcome.state.function
        if outcome.status > 0 {
            reporter.error(
                .unknown, "it returned \(outcome.status), which is no status",
                change: "return USHER_OK (0) or one of the negative USHER_E_ numbers", in: function)
        } else if !StatusName.isKnown(outcome.status) {
            reporter.error(
                .contract, "it returned \(outcome.status), which usher_plugin.h does not list",
                change: "return one of USHER_E_: the host reads every other number as USHER_E_INTERNAL", in: function)
        }
        if outcome.status == USHER_OK { judgeSuccess(outcome, emits, reporter) } else { judgeFailure(outcome, reporter) }
    }

    private static func judgeSuccess(_ outcome: Outcome, _ emits: Emits, _ reporter: Reporter) {
        let function = outcome.state.function
        if let kind = emits.exactlyOne, !outcome.items.contains(where: { $0.kind == kind }) {
            if outcome.state.refusedItems > 0 {
                reporter.warning(
                    .unknown, "host->emit() refused its \(kind.name), and it returned USHER_OK all the same",
                    change: "return what emit() returned, as usher_holds() does", in: function)
            } else {
                reporter.error(
                    .unknown, "it returned USHER_OK without its \(kind.name): that says nothing",
                    change: "emit exactly one \(kind.name) on every path that returns USHER_OK, or return a failure", in: function
                )
            }
        }
        if let error = outcome.error {
            reporter.warning(
                .contract, "it emitted an ERROR (\(error.message.prefix(60))) and returned USHER_OK: the error is lost",
                change: "return the status that usher_fail() returns", in: function)
        }
    }

    private static func judgeFailure(_ outcome: Outcome, _ reporter: Reporter) {
        let function = outcome.state.function
        if let item = outcome.items.first(where: { $0.kind != .member && $0.kind != .group && $0.kind != .event }) {
            reporter.warning(
                .unknown, "it emitted a \(item.kind.name) and then returned \(StatusName.of(outcome.status)): the item is lost",
                change: "decide first, then either emit it and return USHER_OK, or return the failure", in: function)
        }
        if let error = outcome.error, error.status != outcome.status {
            reporter.error(
                .contract,
                "the ERROR that it emitted says \(StatusName.of(error.status)), and it returned \(StatusName.of(outcome.status))",
                change: "return the status of the ERROR: `return usher_fail(call, status, ...)`", in: function)
        }
    }
}
