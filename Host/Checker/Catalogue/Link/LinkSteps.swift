internal import PluginABI

/// The steps of linking an account.
enum LinkSteps {
    static let test = CheckerTest(
        "link.steps", "every step of linking is one that a browser may be given", [.contract, .unknown]
    ) { room in
        let plugin = try room.loadedPlugin()
        guard plugin.table(USHER_EXT_LINK, usher_ext_link()) != nil else { throw Skip("it has no links") }
        let probes = Probes.all(of: plugin)
        guard let begin = probes.first(where: { $0.name == "link begin" }),
            let resume = probes.first(where: { $0.name == "link resume" })
        else { throw Skip("it has no links") }
        let instance = try room.instance(of: plugin)
        var sample = Sample(room.settings)
        let first = begin.run(instance, sample, .authored)
        check(room, first)
        if case .linkStep(let step)? = first.items.first { sample.linkState = step.state }
        for input in [USHER_INPUT_RETURN, USHER_INPUT_FORM, USHER_INPUT_POLL] {
            sample.linkInput = input
            check(room, resume.run(instance, sample))
        }
        // What a browser makes of it: nothing, an error of the third party, and more of it than anybody wants.
        for query in ["error=access_denied", "code=", "&&&=%", String(repeating: "a=b&", count: 1_000)] {
            sample.text = query
            sample.linkInput = USHER_INPUT_RETURN
            check(room, resume.run(instance, sample))
        }
        instance.destroy()
    }

    static func check(_ room: Room, _ outcome: Outcome) {
        guard outcome.status == USHER_OK, case .linkStep(let step)? = outcome.items.first else { return }
        func error(_ what: String, _ change: String) {
            room.reporter.error(.contract, what, change: change, in: outcome.state.function)
        }
        switch step.step {
        case USHER_STEP_REDIRECT:
            guard let address = WebAddress(step.url), address.origin.isSecure else {
                return error("the REDIRECT leads to \"\(step.url.prefix(80))\", which is no https address", "use https")
            }
            guard !outcome.state.store.egress.allowsLink(to: address.origin) else { return }
            let host = address.origin.place.host.text
            error(
                "the REDIRECT leads to \(host), which the manifest does not name",
                "add \"\(host)\" to permissions.link_hosts of the manifest; \"*.name\" means every host below name, and "
                    + "{\"config\": \"/pointer\"} the one of an address in the configuration")
        case USHER_STEP_FORM:
            if step.formJSON.isEmpty { error("the FORM has no form_json", "say in form_json what to ask, as a JSON Schema") }
        case USHER_STEP_WAIT, USHER_STEP_FAILED: break
        case USHER_STEP_DONE:
            if step.accountID.isEmpty {
                error("it is DONE without an account_id", "give the id that never changes at the third party, or FAILED")
            }
            if outcome.state.function == "link begin" {
                error("the first step is DONE: nobody has proven anything yet", "ask the third party first")
            }
        default: error("step is \(step.step)", "use one of USHER_STEP_")
        }
    }
}
