internal import PluginABI

/// What tests about every function have in common.
enum EachProbe {
    /// Runs `body` for every function that the plugin offers, each with an instance of its own.
    static func run(_ room: Room, _ body: (Probe, Instance) -> Void) throws {
        let plugin = try room.loadedPlugin()
        try room.instance(of: plugin).destroy()
        for probe in Probes.all(of: plugin) {
            guard case .success(let instance) = room.make(plugin, config: room.settings.config) else { continue }
            body(probe, instance)
            instance.destroy()
        }
    }

    /// What must not be said when a service did not answer: that somebody meets a requirement or not, or that a listing is whole.
    static func judgeUnknown(_ room: Room, _ outcome: Outcome, because reason: String) {
        guard outcome.status == USHER_OK else { return }
        for item in outcome.items {
            switch item {
            case .evidence(_, let finding) where finding == USHER_HOLDS || finding == USHER_HOLDS_NOT:
                room.reporter.error(
                    .unknown, "it said \(Outcome.name(of: finding)) although \(reason)",
                    change: "return the failure (`if (status) return status;`): unknown is never no, and never yes. A wrong no "
                        + "takes somebody out of a room", in: outcome.state.function)
            case .page(let page) where page.cursor.isEmpty && page.flags & USHER_PAGE_NOT_MODIFIED == 0:
                room.reporter.error(
                    .unknown, "it ended a listing although \(reason): everybody who is missing would be taken out",
                    change: "return the failure: a listing counts only when it is whole", in: outcome.state.function)
            case .linkStep(let step) where step.step == USHER_STEP_DONE:
                room.reporter.error(
                    .unknown, "it linked an account although \(reason)", change: "return the failure, or emit a FAILED step",
                    in: outcome.state.function)
            case .claim(let claim) where claim.state != USHER_CLAIM_REFUSED:
                room.reporter.error(
                    .unknown, "it admitted somebody although \(reason)", change: "return the failure", in: outcome.state.function)
            case .claim:
                room.reporter.warning(
                    .unknown, "it refused a code although \(reason)",
                    change: "return the failure: a code that may be good is not to be called bad", in: outcome.state.function)
            default: break
            }
        }
    }
}
