internal import UsherDomain

// What plugins say, without their secrets. Ids, addresses and what is handed back to the plugin as it came (cursors, states) stay
// as they are: another id would be another account.

extension Evidence {
    /// The evidence without the plugin's secrets.
    func redacted(by redactor: Redactor) -> Evidence {
        var finding = finding
        if case .unknown(let why) = finding { finding = .unknown(redactor.redacted(why)) }
        return Evidence(
            finding: finding, observedAt: observedAt, freshUntil: freshUntil, reason: redactor.redacted(reason),
            factsJSON: redactor.redacted(json: factsJSON), wait: wait, wantsRelink: wantsRelink)
    }
}

extension MemberListing {
    /// The page without the plugin's secrets.
    func redacted(by redactor: Redactor) -> MemberListing {
        guard case .page(let page) = self else { return self }
        let members = page.members.map { member in
            MemberPage.Member(
                accountID: member.accountID, accountName: redactor.redacted(member.accountName),
                factsJSON: redactor.redacted(json: member.factsJSON))
        }
        return .page(
            MemberPage(
                members: members, totalHint: page.totalHint, goodForMilliseconds: page.goodForMilliseconds,
                isAuthoritative: page.isAuthoritative, nextCursor: page.nextCursor, etag: page.etag))
    }
}

extension GroupPage {
    /// The page without the plugin's secrets.
    func redacted(by redactor: Redactor) -> GroupPage {
        let groups = groups.map { group in
            AuthoriserGroup(
                id: group.id, name: redactor.redacted(group.name), kind: redactor.redacted(group.kind),
                about: redactor.redacted(group.about), iconURL: group.iconURL,
                requirementJSON: group.requirementJSON.map { redactor.redacted(json: $0) }, memberHint: group.memberHint,
                hasChildren: group.hasChildren)
        }
        return GroupPage(groups: groups, nextCursor: nextCursor)
    }
}

extension LinkStep {
    /// The step without the plugin's secrets, but for the account's own, which is kept as one.
    func redacted(by redactor: Redactor) -> LinkStep {
        let act: Act =
            switch act {
            case .redirect: act
            case .form(let schemaJSON, let message):
                .form(schemaJSON: redactor.redacted(json: schemaJSON), message: redactor.redacted(message))
            case .wait(let message, let pollAfter):
                .wait(message: redactor.redacted(message), pollAfterMilliseconds: pollAfter)
            case .failed(let message): .failed(redactor.redacted(message))
            case .done(let account):
                .done(
                    LinkedAccount(
                        accountID: account.accountID, accountName: redactor.redacted(account.accountName),
                        linkJSON: redactor.redacted(json: account.linkJSON), secret: account.secret))
            }
        return LinkStep(act, state: state, expiresMilliseconds: expiresMilliseconds)
    }
}

extension WebhookAnswer {
    /// The answer without the plugin's secrets.
    func redacted(by redactor: Redactor) -> WebhookAnswer {
        guard let text = String(validating: body, as: UTF8.self) else { return self }
        return WebhookAnswer(
            events: events, status: status, contentType: contentType, body: Array(redactor.redacted(text).utf8))
    }
}

extension ClaimOffer {
    /// The offer without the plugin's secrets.
    func redacted(by redactor: Redactor) -> ClaimOffer {
        guard case .offered(let offer) = self else { return self }
        return .offered(
            Details(room: offer.room, from: redactor.redacted(offer.from), expiresAt: offer.expiresAt, usesLeft: offer.usesLeft))
    }
}
