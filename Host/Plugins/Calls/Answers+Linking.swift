internal import UsherDomain
internal import UsherWire

// Linking: a step counts only when it is one of the five, with what belongs to it.
extension Answers {
    /// Longest time that a step is given, in milliseconds.
    static let stepMillisecondsMax: Int64 = 3_600_000
    /// How soon and how late a browser asks again.
    static let pollMilliseconds: ClosedRange<Int64> = 1_000...60_000

    /// For link.begin() and link.resume(). `mayLead` says whether the plugin may send browsers to an address.
    static func linkStep(_ end: CallEnd, mayLead: (String) -> Bool) -> Answer<LinkStep> {
        switch only(end) {
        case .unknown(let unknown):
            return .unknown(unknown)
        case .answered(let outcome):
            guard case .linkStep(let step)? = outcome.item else { return violation("it returned USHER_OK and no link step") }
            guard step.expiresMilliseconds >= 0, step.pollAfterMilliseconds >= 0 else {
                return violation("its link step has a negative time")
            }
            let expires = step.expiresMilliseconds == 0 ? nil : min(step.expiresMilliseconds, stepMillisecondsMax)
            switch act(step, mayLead) {
            case .unknown(let unknown): return .unknown(unknown)
            case .answered(let act): return .answered(LinkStep(act, state: step.state, expiresMilliseconds: expires))
            }
        }
    }

    private static func act(_ step: LinkStepItem, _ mayLead: (String) -> Bool) -> Answer<LinkStep.Act> {
        switch StepCode(rawValue: step.step) {
        case .redirect:
            guard mayLead(step.url) else {
                return violation("it sends browsers where permissions.link_hosts in its manifest does not, or not by https")
            }
            return .answered(.redirect(url: step.url))
        case .form:
            guard step.formJSON.isJSONObject else { return violation("its form is no JSON Schema") }
            return .answered(.form(schemaJSON: step.formJSON, message: step.message.plain))
        case .wait:
            let asked = step.pollAfterMilliseconds
            let pollAfter = min(max(asked, pollMilliseconds.lowerBound), pollMilliseconds.upperBound)
            return .answered(.wait(message: step.message.plain, pollAfterMilliseconds: pollAfter))
        case .done:
            guard !step.accountID.isEmpty else { return violation("it linked an account without an id") }
            guard step.linkJSON.isEmpty || step.linkJSON.isJSONObject else { return violation("its link_json is no JSON object") }
            return .answered(
                .done(
                    LinkedAccount(
                        accountID: step.accountID, accountName: step.accountName.plain, linkJSON: step.linkJSON,
                        secret: step.secret.isEmpty ? nil : Secret(step.secret))))
        case .failed:
            return .answered(.failed(step.message.plain))
        case nil:
            return violation("it answered with link step \(step.step)")
        }
    }
}
