internal import UsherDomain
internal import UsherWire

// What third parties tell by themselves.
extension Answers {
    /// For webhook.handle(). Without success nothing is believed; a wrong signature is an answer, the only one of its kind.
    static func webhook(_ end: CallEnd) -> Answer<WebhookAnswer> {
        if case .returned(let outcomes) = end, outcomes.count == 1, isRefusal(outcomes[0]) {
            return .answered(WebhookAnswer(events: [], status: 403))
        }
        if case .listed(let outcome, _) = end, isRefusal(outcome) { return .answered(WebhookAnswer(events: [], status: 403)) }
        switch items(end) {
        case .unknown(let unknown):
            return .unknown(unknown)
        case .answered(let items):
            var events: [AuthoriserEvent] = []
            var reply: ReplyItem?
            for item in items {
                if case .reply(let said) = item {
                    guard reply == nil else { return violation("it emitted two replies") }
                    reply = said
                } else {
                    guard let event = event(item) else { return violation("it emitted an event that makes no sense") }
                    events.append(event)
                }
            }
            guard let reply else { return .answered(WebhookAnswer(events: events)) }
            return answer(reply, events)
        }
    }

    /// One event; `nil` when it makes no sense.
    static func event(_ item: Item) -> AuthoriserEvent? {
        guard case .event(let item) = item else { return nil }
        let kind: AuthoriserEvent.Kind
        switch EventCode(rawValue: item.event) {
        case .account where !item.accountID.isEmpty: kind = .account(item.accountID)
        case .group where !item.groupID.isEmpty: kind = .group(item.groupID)
        case .revoked where !item.accountID.isEmpty: kind = .revoked(accountID: item.accountID)
        case .all: kind = .all
        default: return nil
        }
        let at = item.atUnixMilliseconds > 0 ? Instant(unixMilliseconds: item.atUnixMilliseconds) : nil
        return AuthoriserEvent(kind, at: at, dedupeID: item.dedupeID)
    }

    private static func isRefusal(_ outcome: Outcome) -> Bool {
        outcome.status == StatusCode.policy.rawValue && outcome.breach == .none
    }

    private static func answer(_ reply: ReplyItem, _ events: [AuthoriserEvent]) -> Answer<WebhookAnswer> {
        guard (200...299).contains(reply.httpStatus) || (400...599).contains(reply.httpStatus) else {
            return violation("it answered a webhook with status \(reply.httpStatus)")
        }
        let type = reply.contentType.lowercased()
        let types = ["application/json", "text/plain"].flatMap { [$0, $0 + "; charset=utf-8", $0 + ";charset=utf-8"] }
        guard types.contains(type) || type.isEmpty && reply.body.isEmpty else {
            return violation("it answered a webhook with neither application/json nor text/plain")
        }
        // These have no body.
        let isBare = reply.httpStatus == 204 || reply.httpStatus == 205 || reply.body.isEmpty
        return .answered(
            WebhookAnswer(
                events: events, status: Int(reply.httpStatus), contentType: isBare ? "" : type, body: isBare ? [] : reply.body))
    }
}
