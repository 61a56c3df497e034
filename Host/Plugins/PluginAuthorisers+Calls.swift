public import UsherDomain
internal import UsherWire

// The questions of the port, each turned into one request and its answer.
extension PluginAuthorisers {
    public func describe(code: String, at instance: InstanceID) async -> Answer<ClaimOffer> {
        let heard = await ask(.describe(code: code), at: instance, offering: ExtensionID.claim, within: deadlines.claim)
        return noted(Answers.offer(heard.end), "describe", at: instance, by: heard.plan) { $0.redacted(by: $1) }
    }

    public func reserve(code: String, as claim: RedemptionID, for subject: Subject, at instance: InstanceID) async
        -> Answer<ClaimReservation>
    {
        let request = Request.reserve(claim: claim.text, code: code, subject: WireSubject(subject))
        let heard = await ask(request, at: instance, offering: ExtensionID.claim, within: deadlines.claim)
        return noted(Answers.reservation(heard.end), "reserve", at: instance, by: heard.plan) { answer, _ in answer }
    }

    public func commit(_ claim: RedemptionID, at instance: InstanceID) async -> Answer<Void> {
        let heard = await ask(.commit(claim: claim.text), at: instance, offering: ExtensionID.claim, within: deadlines.claim)
        return noted(Answers.done(heard.end), "commit", at: instance, by: heard.plan) { _, _ in }
    }

    public func release(_ claim: RedemptionID, at instance: InstanceID) async -> Answer<Void> {
        let heard = await ask(.release(claim: claim.text), at: instance, offering: ExtensionID.claim, within: deadlines.claim)
        return noted(Answers.done(heard.end), "release", at: instance, by: heard.plan) { _, _ in }
    }

    public func requirementProblems(_ requirementJSON: String, at instance: InstanceID) async -> Answer<[String]> {
        switch parts.routes.place(of: instance) {
        case .nowhere(let reason): .unknown(Unknown(.notRunning, reason))
        case .worker(let driver, _): .answered(driver.plan.requirements.problems(of: requirementJSON))
        }
    }

    public func run(
        action: String, arguments: [ActionArgument], isConfirmed: Bool, at instance: InstanceID
    ) async -> Answer<String> {
        let request = Request.action(id: action, arguments: arguments.map(WireArgument.init))
        let heard = await ask(request, at: instance, offering: ExtensionID.actions, within: deadlines.action) { plan in
            guard let declared = plan.description.actions.first(where: { $0.id == action }) else {
                return Unknown(.unsupported, "the plugin has no action \(action)")
            }
            // Asked of the version that runs it: another one may have taken over since a person was shown what it does.
            if declared.isDestructive, !isConfirmed { return Unknown(.unconfirmed, "the action takes something away") }
            return declared.signature.accepts(arguments)
                ? nil : Unknown(.unsupported, "the arguments do not fit the signature (\(declared.signatureText))")
        }
        return noted(Answers.result(heard.end), "action", at: instance, by: heard.plan) { $1.redacted(json: $0) }
    }
}

extension WireSubject {
    /// A subject as it crosses the wire.
    init(_ subject: Subject) {
        self.init(
            accountID: subject.accountID, accountName: subject.accountName, linkJSON: subject.linkJSON,
            pseudonym: subject.pseudonym, secretKey: subject.secretKey)
    }
}

extension WireArgument {
    /// An argument as it crosses the wire.
    init(_ argument: ActionArgument) {
        switch argument {
        case .bool(let value): self = .bool(value)
        case .integer(let value): self = .integer(value)
        case .double(let value): self = .double(value)
        case .text(let value): self = .text(value)
        case .bytes(let value): self = .bytes(value)
        case .json(let value): self = .json(value)
        case .absent: self = .absent
        }
    }
}

extension ActionSignature {
    /// Whether the arguments are of the declared number and types.
    func accepts(_ arguments: [ActionArgument]) -> Bool {
        guard arguments.count == parameters.count else { return false }
        return zip(parameters, arguments).allSatisfy { parameter, argument in
            switch (parameter.kind, argument) {
            case (.bool, .bool), (.integer, .integer), (.double, .double), (.text, .text), (.bytes, .bytes): true
            case (.json, .json(let text)): JSONText.isValid(text)
            case (_, .absent): parameter.isOptional
            default: false
            }
        }
    }
}
