internal import Logging
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
        let end = await ask(.unlink(WireSubject(subject)), at: instance, offering: ExtensionID.link, within: deadlines.link)
        return noted(Answers.done(end), "unlink", at: instance)
    }

    private func linkStep(_ request: Request, _ function: StaticString, at instance: InstanceID) async -> Answer<LinkStep> {
        let end = await ask(request, at: instance, offering: ExtensionID.link, within: deadlines.link)
        let answer = Answers.linkStep(end) { url in plan(of: instance)?.mayLead(to: url, for: instance) ?? false }
        return noted(answer, function, at: instance)
    }
}

extension WorkerPlan {
    /// Whether an instance may send a browser to `url`. People link accounts seldom: it is read from the manifest each time.
    fileprivate func mayLead(to url: String, for instance: InstanceID) -> Bool {
        guard let configJSON = instances.first(where: { $0.id == instance })?.configJSON else { return false }
        do throws(PluginProblem) {
            return try Permissions(manifestJSON: description.manifestJSON).resolved(configJSON: configJSON).allowsLink(to: url)
        } catch {
            logger.error("permissions cannot be read", metadata: ["reason": "\(error)"])
            return false
        }
    }
}
