public import UsherDomain
internal import UsherWire

// The questions of the port, each turned into one request and its answer.
extension PluginAuthorisers: Linking {
    public func beginLink(_ start: LinkStart, at instance: InstanceID) async -> Answer<LinkStep> {
        let request = Request.beginLink(
            WireLinkStart(
                flowID: start.flowID, returnURL: start.returnURL, oauthState: start.oauthState,
                pkceChallenge: start.pkceChallenge, locale: start.locale))
        return await linkStep(request, "link begin", at: instance)
    }

    public func resumeLink(_ input: LinkInput, at instance: InstanceID) async -> Answer<LinkStep> {
        let (kind, query, form): (WireLinkInput.Kind, String, String)
        switch input.kind {
        case .returned(let returned): (kind, query, form) = (.returned, returned, "")
        case .form(let json): (kind, query, form) = (.form, "", json)
        case .poll: (kind, query, form) = (.poll, "", "")
        }
        let request = Request.resumeLink(
            WireLinkInput(
                kind: kind, flowID: input.flowID, returnURL: input.returnURL, state: input.state, query: query, formJSON: form,
                pkceVerifier: input.pkceVerifier.reveal(), locale: input.locale))
        return await linkStep(request, "link resume", at: instance)
    }

    public func unlink(_ subject: Subject, at instance: InstanceID) async -> Answer<Void> {
        let heard = await ask(.unlink(WireSubject(subject)), at: instance, offering: ExtensionID.link, within: deadlines.link)
        return noted(Answers.done(heard.end), "unlink", at: instance, by: heard.plan) { _, _ in }
    }

    private func linkStep(_ request: Request, _ function: StaticString, at instance: InstanceID) async -> Answer<LinkStep> {
        let heard = await ask(request, at: instance, offering: ExtensionID.link, within: deadlines.link)
        let egress = heard.plan?.instances.first { $0.id == instance }?.egress ?? .none
        return noted(Answers.linkStep(heard.end, mayLead: egress.allowsLink(to:)), function, at: instance, by: heard.plan) {
            $0.redacted(by: $1)
        }
    }
}
