internal import PluginABI
internal import UsherWire

extension ItemReader {
    /// Reads the item; `nil` when emit() refuses it.
    func item(_ kind: Item.Kind) -> Item? {
        let item: Item =
            switch kind {
            case .evidence: evidence()
            case .linkStep: linkStep()
            case .result: .result(json: json(read(usher_result()).json, "json", Limit.result, required: true))
            case .claim: claim()
            case .member: member()
            case .page: page()
            case .group: group()
            case .event: event()
            case .reply: reply()
            }
        return status == USHER_OK ? item : nil
    }

    func error() -> ErrorItem {
        let error = read(usher_error())
        if error.status >= 0 || !StatusName.isKnown(error.status) {
            fault(
                .contract, "status of the ERROR is \(error.status)", "give the negative status that the function returns",
                USHER_OK)
        }
        span(error.retry_after_ms, "retry_after_ms")
        reserved(error.flags, "flags of the ERROR")
        return ErrorItem(
            status: error.status, message: message(error.message),
            retryAfterMilliseconds: error.retry_after_ms)
    }

    /// The text of an ERROR, which the host mends instead of refusing it.
    private func message(_ value: usher_str) -> String {
        guard let bytes = value.borrowed, bytes.count > Limit.message || !bytes.isUTF8 else {
            return text(value, "message", Limit.message)
        }
        let what = bytes.isUTF8 ? "has \(bytes.count) bytes" : "is not UTF-8"
        fault(
            .contract, "the message of the ERROR \(what)",
            "give text of at most \(Limit.message) bytes: the host cuts and mends it",
            USHER_OK)
        return String(decoding: bytes.prefix(Limit.message), as: UTF8.self)
    }

    private func evidence() -> Item {
        let evidence = read(usher_evidence())
        if ![USHER_UNKNOWN, USHER_HOLDS, USHER_HOLDS_NOT].contains(Int(evidence.finding)) {
            fault(
                .unknown, "finding is \(evidence.finding), which means unknown",
                "use USHER_HOLDS or USHER_HOLDS_NOT, never true or false", USHER_OK)
        }
        if evidence.index != 0, !function.hasPrefix(Subjects.batchFunction) {
            fault(.contract, "index is \(evidence.index)", "leave it 0: evaluate() is about one subject", USHER_E_INVALID)
        }
        span(evidence.good_for_ms, "good_for_ms")
        span(evidence.retry_after_ms, "retry_after_ms")
        if evidence.flags & ~UInt32(USHER_EVIDENCE_RELINK) != 0 { reserved(evidence.flags, "flags") }
        reserved(evidence.reserved, "reserved")
        _ = text(evidence.reason, "reason", Limit.reason)
        _ = json(evidence.facts_json, "facts_json", Limit.facts, object: true)
        return .evidence(index: Int(evidence.index), finding: Int(evidence.finding))
    }

    private func linkStep() -> Item {
        let step = read(usher_link_step())
        span(step.poll_after_ms, "poll_after_ms")
        span(step.expires_ms, "expires_ms")
        reserved(step.flags, "flags")
        _ = text(step.message, "message", Limit.message)
        _ = text(step.account_name, "account_name", Limit.accountName)
        _ = json(step.link_json, "link_json", Limit.linkJSON, object: true)
        _ = raw(step.secret, "secret", Limit.secret)
        return .linkStep(
            Item.LinkStep(
                step: Int(step.step), url: text(step.url, "url", Limit.url), state: raw(step.state, "state", Limit.state),
                formJSON: json(step.form_json, "form_json", Limit.form, object: true),
                accountID: text(step.account_id, "account_id", Limit.accountID)))
    }

    private func claim() -> Item {
        let claim = read(usher_claim())
        if ![USHER_CLAIM_OFFERED, USHER_CLAIM_RESERVED, USHER_CLAIM_HELD, USHER_CLAIM_REFUSED].contains(Int(claim.state)) {
            fault(.contract, "state of the CLAIM is \(claim.state)", "use one of USHER_CLAIM_", USHER_E_INVALID)
        }
        if claim.uses_left < -1 {
            fault(.contract, "uses_left is \(claim.uses_left)", "give a count, or -1 for not limited", USHER_OK)
        }
        if claim.expires_unix_ms < 0 {
            fault(.contract, "expires_unix_ms is \(claim.expires_unix_ms)", "give a point in time, or 0 for never", USHER_OK)
        }
        reserved(claim.flags, "flags")
        let texts = [
            text(claim.room, "room", Limit.room), text(claim.account_id, "account_id", Limit.accountID),
            text(claim.account_name, "account_name", Limit.accountName), text(claim.from, "from", Limit.from),
        ]
        let isBare = texts.allSatisfy(\.isEmpty) && claim.uses_left == 0 && claim.expires_unix_ms == 0
        return .claim(Item.Claim(state: Int(claim.state), isBare: isBare, accountID: texts[1]))
    }

    private func member() -> Item {
        let member = read(usher_member())
        let id = text(member.account_id, "account_id", Limit.accountID)
        if id.isEmpty {
            fault(.contract, "account_id of a MEMBER is empty", "emit members with the id that never changes", USHER_E_INVALID)
        }
        _ = text(member.account_name, "account_name", Limit.accountName)
        _ = json(member.facts_json, "facts_json", Limit.facts, object: true)
        return .member(accountID: id)
    }

    private func page() -> Item {
        let page = read(usher_page())
        if page.flags & ~UInt32(USHER_PAGE_NOT_MODIFIED | USHER_PAGE_AUTHORITATIVE) != 0 { reserved(page.flags, "flags") }
        span(page.good_for_ms, "good_for_ms")
        if page.total_hint < 0 {
            fault(.contract, "total_hint is \(page.total_hint)", "give a count, or 0 for not known", USHER_OK)
        }
        return .page(
            Item.Page(
                flags: Int(page.flags), cursor: raw(page.next_cursor, "next_cursor", Limit.cursor),
                etag: raw(page.etag, "etag", Limit.cursor)))
    }

    private func group() -> Item {
        let group = read(usher_group())
        let id = text(group.id, "id", Limit.group)
        if id.isEmpty { fault(.contract, "id of a GROUP is empty", "emit groups with an id that never changes", USHER_E_INVALID) }
        if group.member_hint < -1 {
            fault(.contract, "member_hint is \(group.member_hint)", "give a count, or -1 for not known", USHER_OK)
        }
        _ = text(group.name, "name", Limit.group)
        _ = text(group.kind, "kind", Limit.group)
        _ = text(group.description, "description", Limit.description)
        let icon = text(group.icon_url, "icon_url", Limit.url)
        if !icon.isEmpty, !icon.hasPrefix("https://") {
            fault(.contract, "icon_url is no https address", "give an https address, or nothing", USHER_OK)
        }
        _ = json(group.requirement_json, "requirement_json", Limit.groupRequirement, object: true)
        return .group(id: id)
    }

    private func event() -> Item {
        let event = read(usher_event())
        let account = text(event.account_id, "account_id", Limit.accountID)
        let group = text(event.group_id, "group_id", Limit.group)
        _ = text(event.dedupe_id, "dedupe_id", Limit.group)
        switch Int(event.event) {
        case USHER_EVENT_ACCOUNT, USHER_EVENT_REVOKED:
            if account.isEmpty {
                fault(.contract, "an EVENT about an account has no account_id", "name the account", USHER_E_INVALID)
            }
        case USHER_EVENT_GROUP:
            if group.isEmpty { fault(.contract, "an EVENT about a group has no group_id", "name the group", USHER_E_INVALID) }
        case USHER_EVENT_ALL: break
        default: fault(.contract, "event is \(event.event)", "use one of USHER_EVENT_", USHER_E_INVALID)
        }
        reserved(event.flags, "flags")
        return .event(Int(event.event))
    }

    private func reply() -> Item {
        let reply = read(usher_reply())
        if !((200...299).contains(reply.http_status) || (400...599).contains(reply.http_status)) {
            fault(.contract, "http_status is \(reply.http_status)", "use 200 to 299, or 400 to 599", USHER_E_INVALID)
        }
        let type = text(reply.content_type, "content_type", Limit.contentType)
        let body = raw(reply.body, "body", Limit.replyBody)
        if !["application/json", "text/plain"].contains(type), !type.isEmpty || !body.isEmpty {
            fault(
                .contract, "content_type is \"\(type)\"", "use application/json or text/plain, wherever there is a body",
                USHER_E_INVALID)
        }
        return .reply(httpStatus: Int(reply.http_status))
    }
}
