internal import PluginABI
internal import UsherWire

/// host->emit(): reads an item by rule R1, checks its texts, and copies it.
///
/// The checks are for authors, who get an answer at once. The daemon makes them again on what arrives, because a plugin can
/// change its memory in between, or this process.
enum Emit {
    static func emit(_ emissions: inout Emissions, _ pointer: UnsafeRawPointer?) -> StatusCode {
        do throws(GivenFault) {
            guard let pointer else { throw .invalid }
            let head = readClamped(pointer, size: UInt32(MemoryLayout<usher_item>.size), over: usher_item())
            guard head.size >= MemoryLayout<usher_item>.size else { throw .invalid }
            try take(&emissions, pointer, head)
            return .ok
        } catch {
            emissions.noteRefusal(error)
            return error.status
        }
    }

    private static func take(_ emissions: inout Emissions, _ pointer: UnsafeRawPointer, _ head: usher_item) throws(GivenFault) {
        switch Int(head.kind) {
        case USHER_ITEM_ERROR:
            take(&emissions, readClamped(pointer, size: head.size, over: usher_error()))
        case USHER_ITEM_EVIDENCE:
            let evidence = readClamped(pointer, size: head.size, over: usher_evidence())
            try emissions.takeEvidence(evidence.index) { () throws(GivenFault) in try read(evidence) }
        case USHER_ITEM_LINK_STEP:
            let step = readClamped(pointer, size: head.size, over: usher_link_step())
            try emissions.takeOne(.linkStep) { () throws(GivenFault) in try read(step) }
        case USHER_ITEM_RESULT:
            let result = readClamped(pointer, size: head.size, over: usher_result())
            try emissions.takeOne(.result) { () throws(GivenFault) in .result(json: try json(result.json, Limit.result)) }
        case USHER_ITEM_CLAIM:
            let claim = readClamped(pointer, size: head.size, over: usher_claim())
            try emissions.takeOne(.claim) { () throws(GivenFault) in try read(claim) }
        default:
            try takeListed(&emissions, pointer, head)
        }
    }

    /// Says of an error what can be said of it: whoever fails, and says so badly, has failed all the same.
    private static func take(_ emissions: inout Emissions, _ error: usher_error) {
        let message = error.message.borrowed ?? UnsafeRawBufferPointer(start: nil, count: 0)
        guard message.count > Limit.message || !message.isUTF8 else {
            return emissions.takeError(retryAfterMilliseconds: error.retry_after_ms, message: message)
        }
        var mended = LogLine.printable(message, bytesMax: Limit.message)
        mended.withUTF8 {
            emissions.takeError(retryAfterMilliseconds: error.retry_after_ms, message: UnsafeRawBufferPointer($0))
        }
    }

    private static func takeListed(
        _ emissions: inout Emissions, _ pointer: UnsafeRawPointer, _ head: usher_item
    ) throws(GivenFault) {
        switch Int(head.kind) {
        case USHER_ITEM_MEMBER:
            let member = readClamped(pointer, size: head.size, over: usher_member())
            try emissions.takeListed(.members) { () throws(GivenFault) in try read(member) }
        case USHER_ITEM_GROUP:
            let group = readClamped(pointer, size: head.size, over: usher_group())
            try emissions.takeListed(.groups) { () throws(GivenFault) in try read(group) }
        case USHER_ITEM_PAGE:
            let page = readClamped(pointer, size: head.size, over: usher_page())
            try emissions.takePage(isAlone: page.flags & PageFlag.notModified != 0) { () throws(GivenFault) in try read(page) }
        case USHER_ITEM_EVENT:
            let event = readClamped(pointer, size: head.size, over: usher_event())
            try emissions.takeEvent { () throws(GivenFault) in try read(event) }
        case USHER_ITEM_REPLY:
            let reply = readClamped(pointer, size: head.size, over: usher_reply())
            try emissions.takeReply { () throws(GivenFault) in try read(reply) }
        default:
            throw .unsupported
        }
    }

    private static func read(_ evidence: usher_evidence) throws(GivenFault) -> BorrowedItem {
        .evidence(
            finding: evidence.finding, goodForMilliseconds: evidence.good_for_ms,
            retryAfterMilliseconds: evidence.retry_after_ms, flags: evidence.flags,
            reason: try text(evidence.reason, Limit.reason), factsJSON: try optionalObject(evidence.facts_json, Limit.facts))
    }

    private static func read(_ step: usher_link_step) throws(GivenFault) -> BorrowedItem {
        .linkStep(
            step: step.step, pollAfterMilliseconds: step.poll_after_ms, expiresMilliseconds: step.expires_ms,
            url: try text(step.url, Limit.url), formJSON: try optionalObject(step.form_json, Limit.form),
            message: try text(step.message, Limit.message), state: try bytes(step.state, Limit.state),
            accountID: try text(step.account_id, Limit.accountID), accountName: try text(step.account_name, Limit.accountName),
            linkJSON: try optionalObject(step.link_json, Limit.linkJSON), secret: try bytes(step.secret, Limit.secret))
    }

    private static func read(_ claim: usher_claim) throws(GivenFault) -> BorrowedItem {
        .claim(
            state: claim.state, expiresUnixMilliseconds: claim.expires_unix_ms, usesLeft: claim.uses_left,
            room: try text(claim.room, Limit.room), accountID: try text(claim.account_id, Limit.accountID),
            accountName: try text(claim.account_name, Limit.accountName), from: try text(claim.from, Limit.from))
    }

    private static func read(_ member: usher_member) throws(GivenFault) -> BorrowedItem {
        .member(
            accountID: try name(member.account_id, Limit.accountID),
            accountName: try text(member.account_name, Limit.accountName),
            factsJSON: try optionalObject(member.facts_json, Limit.facts))
    }

    private static func read(_ page: usher_page) throws(GivenFault) -> BorrowedItem {
        .page(
            flags: page.flags, totalHint: page.total_hint, goodForMilliseconds: page.good_for_ms,
            nextCursor: try bytes(page.next_cursor, Limit.cursor), etag: try bytes(page.etag, Limit.cursor))
    }

    private static func read(_ group: usher_group) throws(GivenFault) -> BorrowedItem {
        .group(
            flags: group.flags, memberHint: group.member_hint, id: try name(group.id, Limit.group),
            name: try text(group.name, Limit.group), kind: try text(group.kind, Limit.group),
            about: try text(group.description, Limit.description), iconURL: try text(group.icon_url, Limit.url),
            requirementJSON: try optionalObject(group.requirement_json, Limit.groupRequirement))
    }

    private static func read(_ event: usher_event) throws(GivenFault) -> BorrowedItem {
        guard let code = EventCode(rawValue: event.event) else { throw .invalid }
        let isOfAccount = code == .account || code == .revoked
        return .event(
            event: event.event, atUnixMilliseconds: event.at_unix_ms,
            accountID: try isOfAccount ? name(event.account_id, Limit.accountID) : text(event.account_id, Limit.accountID),
            groupID: try code == .group ? name(event.group_id, Limit.group) : text(event.group_id, Limit.group),
            dedupeID: try text(event.dedupe_id, Limit.group))
    }

    private static func read(_ reply: usher_reply) throws(GivenFault) -> BorrowedItem {
        guard (200...299).contains(reply.http_status) || (400...599).contains(reply.http_status) else { throw .invalid }
        let type = try text(reply.content_type, Limit.contentType)
        let body = try bytes(reply.body, Limit.replyBody)
        let isKnown = type.elementsEqual("application/json".utf8) || type.elementsEqual("text/plain".utf8)
        guard isKnown || (type.isEmpty && body.isEmpty) else { throw .invalid }
        return .reply(httpStatus: reply.http_status, contentType: type, body: body)
    }

    private static func bytes(_ value: usher_str, _ limit: Int) throws(GivenFault) -> UnsafeRawBufferPointer {
        try value.checkedBytes(limit)
    }

    private static func text(_ value: usher_str, _ limit: Int) throws(GivenFault) -> UnsafeRawBufferPointer {
        try value.checkedText(limit)
    }

    private static func json(_ value: usher_str, _ limit: Int) throws(GivenFault) -> UnsafeRawBufferPointer {
        let bytes = try bytes(value, limit)
        guard JSONText(bytes) != nil else { throw .invalid }
        return bytes
    }

    /// Text that is there.
    private static func name(_ value: usher_str, _ limit: Int) throws(GivenFault) -> UnsafeRawBufferPointer {
        guard value.len != 0 else { throw .invalid }
        return try text(value, limit)
    }

    private static func optionalObject(_ value: usher_str, _ limit: Int) throws(GivenFault) -> UnsafeRawBufferPointer {
        let bytes = try bytes(value, limit)
        guard bytes.isEmpty || JSONText(bytes)?.value.kind == .object else { throw .invalid }
        return bytes
    }
}
