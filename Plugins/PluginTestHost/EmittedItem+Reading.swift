internal import PluginABI

extension EmittedItem {
    /// Largest item that a later version may have, in bytes.
    private static let sizeMax = 4096

    /// Copies an item; `nil` when it is malformed. One that is longer than this host knows comes from a newer plugin (R1).
    init?(_ raw: UnsafePointer<usher_item>) {
        guard let item = Self.read(UnsafeRawPointer(raw), kind: Int(raw.pointee.kind), size: Int(raw.pointee.size)) else {
            return nil
        }
        self = item
    }

    private static func read(_ raw: UnsafeRawPointer, kind: Int, size: Int) -> EmittedItem? {
        func item<Item>(_ type: Item.Type, _ body: (Item) -> EmittedItem) -> EmittedItem? {
            guard (MemoryLayout<Item>.size...sizeMax).contains(size) else { return nil }
            return body(clamped(raw, as: type))
        }
        return switch kind {
        case USHER_ITEM_ERROR: item(usher_error.self) { .failure(Failure($0)) }
        case USHER_ITEM_EVIDENCE: item(usher_evidence.self) { .evidence(Evidence($0)) }
        case USHER_ITEM_CLAIM: item(usher_claim.self) { .claim(Claim($0)) }
        case USHER_ITEM_LINK_STEP: item(usher_link_step.self) { .linkStep(LinkStep($0)) }
        case USHER_ITEM_RESULT: item(usher_result.self) { .result($0.json.copy) }
        case USHER_ITEM_MEMBER: item(usher_member.self) { .member(Member($0)) }
        case USHER_ITEM_PAGE: item(usher_page.self) { .page(Page($0)) }
        case USHER_ITEM_GROUP: item(usher_group.self) { .group(Group($0)) }
        case USHER_ITEM_EVENT: item(usher_event.self) { .event(Event($0)) }
        case USHER_ITEM_REPLY: item(usher_reply.self) { .reply(Reply($0)) }
        default: nil
        }
    }
}

extension EmittedItem.Failure {
    init(_ item: usher_error) {
        self.init(status: item.status, message: item.message.copy, retryAfterMilliseconds: item.retry_after_ms)
    }
}

extension EmittedItem.Evidence {
    init(_ item: usher_evidence) {
        self.init(
            index: item.index, finding: item.finding, goodForMilliseconds: item.good_for_ms,
            retryAfterMilliseconds: item.retry_after_ms, flags: item.flags, reason: item.reason.copy,
            factsJSON: item.facts_json.copy)
    }
}

extension EmittedItem.Claim {
    init(_ item: usher_claim) {
        self.init(
            state: item.state, expiresUnixMilliseconds: item.expires_unix_ms, usesLeft: item.uses_left, room: item.room.copy,
            accountID: item.account_id.copy, accountName: item.account_name.copy, from: item.from.copy)
    }
}

extension EmittedItem.LinkStep {
    init(_ item: usher_link_step) {
        self.init(
            step: item.step, pollAfterMilliseconds: item.poll_after_ms, expiresMilliseconds: item.expires_ms,
            url: item.url.copy, formJSON: item.form_json.copy, message: item.message.copy, state: item.state.bytes,
            accountID: item.account_id.copy, accountName: item.account_name.copy, linkJSON: item.link_json.copy,
            secret: item.secret.bytes)
    }
}

extension EmittedItem.Member {
    init(_ item: usher_member) {
        self.init(accountID: item.account_id.copy, accountName: item.account_name.copy, factsJSON: item.facts_json.copy)
    }
}

extension EmittedItem.Page {
    init(_ item: usher_page) {
        self.init(
            flags: item.flags, totalHint: item.total_hint, goodForMilliseconds: item.good_for_ms,
            nextCursor: item.next_cursor.copy, etag: item.etag.copy)
    }
}

extension EmittedItem.Group {
    init(_ item: usher_group) {
        self.init(
            flags: item.flags, memberHint: item.member_hint, id: item.id.copy, name: item.name.copy, kind: item.kind.copy,
            description: item.description.copy, iconURL: item.icon_url.copy, requirementJSON: item.requirement_json.copy)
    }
}

extension EmittedItem.Event {
    init(_ item: usher_event) {
        self.init(
            event: item.event, atUnixMilliseconds: item.at_unix_ms, accountID: item.account_id.copy,
            groupID: item.group_id.copy, dedupeID: item.dedupe_id.copy)
    }
}

extension EmittedItem.Reply {
    init(_ item: usher_reply) {
        self.init(status: item.http_status, contentType: item.content_type.copy, body: item.body.bytes)
    }
}
