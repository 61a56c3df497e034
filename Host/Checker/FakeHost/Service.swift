internal import PluginABI

/// What every function of every service does first.
enum Service {
    /// Runs `body` in the call of `handle`, unless this call of a service is one that fails.
    static func serve(
        _ handle: UnsafeMutablePointer<usher_call>?, _ name: String, isOutside: Bool, permission: String? = nil,
        _ body: (FakeHost, CallState) -> StatusOrNumber
    ) -> usher_status {
        guard let host = FakeHost.shared else { return usher_status(USHER_E_INTERNAL) }
        return host.withCall(handle, name, else: usher_status(USHER_E_INVALID)) { state in
            if let permission, !host.permissions.contains(permission) {
                host.reporter.error(
                    .cell, "it calls \(name), and the manifest does not ask for it: Usher answers USHER_E_POLICY",
                    change: "add \"\(permission)\" to permissions of the manifest", in: state.function)
                return usher_status(USHER_E_POLICY)
            }
            let ordinal = state.serviceCalls
            state.serviceCalls += 1
            state.looksAtTime += 1
            if isOutside { state.outsideCalls += 1 }
            if isOutside, state.isOver { return fail(state, name, isOutside, usher_status(USHER_E_TIMEOUT)) }
            if let failure = state.behaviour.failure, failure.ordinal == ordinal {
                return fail(state, name, isOutside, failure.status)
            }
            if isOutside, let status = state.behaviour.outsideStatus { return fail(state, name, isOutside, status) }
            return usher_status(body(host, state))
        }
    }

    private static func fail(_ state: CallState, _ name: String, _ isOutside: Bool, _ status: usher_status) -> usher_status {
        if isOutside { state.outsideFailures.append("\(name) had failed with \(StatusName.of(status))") }
        return status
    }
}

/// A number of the USHER_E_ list, as Swift imports it.
typealias StatusOrNumber = Int

/// Names of statuses, for messages.
enum StatusName {
    private static let names: [Int: String] = [
        USHER_OK: "USHER_OK", USHER_E_INVALID: "USHER_E_INVALID", USHER_E_UNSUPPORTED: "USHER_E_UNSUPPORTED",
        USHER_E_CONFIG: "USHER_E_CONFIG", USHER_E_RELINK: "USHER_E_RELINK", USHER_E_RATE_LIMITED: "USHER_E_RATE_LIMITED",
        USHER_E_UPSTREAM: "USHER_E_UPSTREAM", USHER_E_TIMEOUT: "USHER_E_TIMEOUT", USHER_E_CANCELLED: "USHER_E_CANCELLED",
        USHER_E_POLICY: "USHER_E_POLICY", USHER_E_LIMIT: "USHER_E_LIMIT", USHER_E_NOT_FOUND: "USHER_E_NOT_FOUND",
        USHER_E_CONFLICT: "USHER_E_CONFLICT", USHER_E_INTERNAL: "USHER_E_INTERNAL",
    ]

    static func of(_ status: usher_status) -> String { names[Int(status)] ?? "the status \(status)" }

    static func isKnown(_ status: usher_status) -> Bool { names[Int(status)] != nil }
}
