public import UsherDomain
internal import UsherWire

// The questions of the port, each turned into one request and its answer.
extension PluginAuthorisers {
    public func describe(code: String, at instance: InstanceID) async -> Answer<ClaimOffer> {
        let end = await ask(.describe(code: code), at: instance, offering: ExtensionID.claim, within: deadlines.claim)
        return noted(Answers.offer(end), "describe", at: instance)
    }

    public func reserve(code: String, as claim: RedemptionID, for subject: Subject, at instance: InstanceID) async
        -> Answer<ClaimReservation>
    {
        let request = Request.reserve(claim: claim.text, code: code, subject: WireSubject(subject))
        let end = await ask(request, at: instance, offering: ExtensionID.claim, within: deadlines.claim)
        return noted(Answers.reservation(end), "reserve", at: instance)
    }

    public func commit(_ claim: RedemptionID, at instance: InstanceID) async -> Answer<Void> {
        let end = await ask(.commit(claim: claim.text), at: instance, offering: ExtensionID.claim, within: deadlines.claim)
        return noted(Answers.done(end), "commit", at: instance)
    }

    public func release(_ claim: RedemptionID, at instance: InstanceID) async -> Answer<Void> {
        let end = await ask(.release(claim: claim.text), at: instance, offering: ExtensionID.claim, within: deadlines.claim)
        return noted(Answers.done(end), "release", at: instance)
    }

    public func requirementProblems(_ requirementJSON: String, at instance: InstanceID) async -> Answer<[String]> {
        switch parts.routes.place(of: instance) {
        case .nowhere(let reason): .unknown(Unknown(.notRunning, reason))
        case .worker(let driver, _): .answered(driver.plan.requirements.problems(of: requirementJSON))
        }
    }

    public func run(action: String, arguments: [ActionArgument], at instance: InstanceID) async -> Answer<String> {
        let request = Request.action(id: action, arguments: arguments.map(WireArgument.init))
        let end = await ask(request, at: instance, offering: ExtensionID.actions, within: deadlines.action) { plan in
            guard let declared = plan.description.actions.first(where: { $0.id == action }) else {
                return Unknown(.unsupported, "the plugin has no action \(action)")
            }
            return declared.signature.accepts(arguments)
                ? nil : Unknown(.unsupported, "the arguments do not fit the signature (\(declared.signatureText))")
        }
        let answer = noted(Answers.result(end), "action", at: instance)
        guard case .answered(let json) = answer, let redactor = redactor(of: instance) else { return answer }
        return .answered(redactor.redacted(json: json))
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
