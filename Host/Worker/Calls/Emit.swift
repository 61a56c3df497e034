internal import PluginABI
internal import UsherWire

/// Why an item was not taken.
enum EmitFault: Error {
    case invalid
    case unsupported
    case limit

    var status: StatusCode {
        switch self {
        case .invalid: .invalid
        case .unsupported: .unsupported
        case .limit: .limit
        }
    }
}

/// host->emit(): reads an item by rule R1, checks its texts, and copies it.
///
/// The checks are for authors, who get an answer at once. The daemon makes them again on what arrives, because a plugin can
/// change its memory in between, or this process.
enum Emit {
    static func emit(_ call: inout Call, _ pointer: UnsafeRawPointer?) -> StatusCode {
        do throws(EmitFault) {
            guard let pointer else { throw .invalid }
            let head = readClamped(pointer, size: UInt32(MemoryLayout<usher_item>.size), over: usher_item())
            guard head.size >= MemoryLayout<usher_item>.size else { throw .invalid }
            try take(&call, pointer, head)
            return .ok
        } catch {
            return error.status
        }
    }

    private static func take(_ call: inout Call, _ pointer: UnsafeRawPointer, _ head: usher_item) throws(EmitFault) {
        switch Int(head.kind) {
        case USHER_ITEM_ERROR:
            let error = readClamped(pointer, size: head.size, over: usher_error())
            call.take(retryAfterMilliseconds: error.retry_after_ms, message: try text(error.message, Limit.message))
        case USHER_ITEM_EVIDENCE:
            let evidence = readClamped(pointer, size: head.size, over: usher_evidence())
            try call.take(.evidence) { () throws(EmitFault) in try read(evidence) }
        case USHER_ITEM_LINK_STEP:
            let step = readClamped(pointer, size: head.size, over: usher_link_step())
            try call.take(.linkStep) { () throws(EmitFault) in try read(step) }
        case USHER_ITEM_RESULT:
            let result = readClamped(pointer, size: head.size, over: usher_result())
            try call.take(.result) { () throws(EmitFault) in .result(json: try json(result.json, Limit.result)) }
        case USHER_ITEM_CLAIM:
            let claim = readClamped(pointer, size: head.size, over: usher_claim())
            try call.take(.claim) { () throws(EmitFault) in try read(claim) }
        default:
            throw .unsupported
        }
    }

    private static func read(_ evidence: usher_evidence) throws(EmitFault) -> BorrowedItem {
        guard evidence.index == 0 else { throw .invalid }
        return .evidence(
            finding: evidence.finding, goodForMilliseconds: evidence.good_for_ms,
            retryAfterMilliseconds: evidence.retry_after_ms, flags: evidence.flags,
            reason: try text(evidence.reason, Limit.reason), factsJSON: try optionalJSON(evidence.facts_json, Limit.facts))
    }

    private static func read(_ step: usher_link_step) throws(EmitFault) -> BorrowedItem {
        .linkStep(
            step: step.step, pollAfterMilliseconds: step.poll_after_ms, expiresMilliseconds: step.expires_ms,
            url: try text(step.url, Limit.url), formJSON: try optionalJSON(step.form_json, Limit.form),
            message: try text(step.message, Limit.message), state: try bytes(step.state, Limit.state),
            accountID: try text(step.account_id, Limit.accountID), accountName: try text(step.account_name, Limit.accountName),
            linkJSON: try optionalJSON(step.link_json, Limit.linkJSON), secret: try bytes(step.secret, Limit.secret))
    }

    private static func read(_ claim: usher_claim) throws(EmitFault) -> BorrowedItem {
        .claim(
            state: claim.state, expiresUnixMilliseconds: claim.expires_unix_ms, usesLeft: claim.uses_left,
            room: try text(claim.room, Limit.room), accountID: try text(claim.account_id, Limit.accountID),
            accountName: try text(claim.account_name, Limit.accountName), from: try text(claim.from, Limit.from))
    }

    private static func bytes(_ value: usher_str, _ limit: Int) throws(EmitFault) -> UnsafeRawBufferPointer {
        guard value.len <= limit else { throw .limit }
        guard let bytes = value.borrowed else { throw .invalid }
        return bytes
    }

    private static func text(_ value: usher_str, _ limit: Int) throws(EmitFault) -> UnsafeRawBufferPointer {
        let bytes = try bytes(value, limit)
        guard bytes.isUTF8 else { throw .invalid }
        return bytes
    }

    private static func json(_ value: usher_str, _ limit: Int) throws(EmitFault) -> UnsafeRawBufferPointer {
        let bytes = try bytes(value, limit)
        guard JSONText(bytes) != nil else { throw .invalid }
        return bytes
    }

    private static func optionalJSON(_ value: usher_str, _ limit: Int) throws(EmitFault) -> UnsafeRawBufferPointer {
        value.len == 0 ? try bytes(value, limit) : try json(value, limit)
    }
}
