/// An ``Item`` as the worker writes it, straight out of the plugin's memory: same fields, same order.
public enum BorrowedItem {
    case evidence(
        finding: Int32, goodForMilliseconds: Int64, retryAfterMilliseconds: Int64, flags: UInt32,
        reason: UnsafeRawBufferPointer, factsJSON: UnsafeRawBufferPointer)
    case linkStep(
        step: UInt32, pollAfterMilliseconds: Int64, expiresMilliseconds: Int64, url: UnsafeRawBufferPointer,
        formJSON: UnsafeRawBufferPointer, message: UnsafeRawBufferPointer, state: UnsafeRawBufferPointer,
        accountID: UnsafeRawBufferPointer, accountName: UnsafeRawBufferPointer, linkJSON: UnsafeRawBufferPointer,
        secret: UnsafeRawBufferPointer)
    case result(json: UnsafeRawBufferPointer)
    case claim(
        state: UInt32, expiresUnixMilliseconds: Int64, usesLeft: Int64, room: UnsafeRawBufferPointer,
        accountID: UnsafeRawBufferPointer, accountName: UnsafeRawBufferPointer, from: UnsafeRawBufferPointer)
    case member(accountID: UnsafeRawBufferPointer, accountName: UnsafeRawBufferPointer, factsJSON: UnsafeRawBufferPointer)
    case page(
        flags: UInt32, totalHint: Int64, goodForMilliseconds: Int64, nextCursor: UnsafeRawBufferPointer,
        etag: UnsafeRawBufferPointer)
    case group(
        flags: UInt32, memberHint: Int64, id: UnsafeRawBufferPointer, name: UnsafeRawBufferPointer,
        kind: UnsafeRawBufferPointer, about: UnsafeRawBufferPointer, iconURL: UnsafeRawBufferPointer,
        requirementJSON: UnsafeRawBufferPointer)
    case event(
        event: UInt32, atUnixMilliseconds: Int64, accountID: UnsafeRawBufferPointer, groupID: UnsafeRawBufferPointer,
        dedupeID: UnsafeRawBufferPointer)
    case reply(httpStatus: UInt32, contentType: UnsafeRawBufferPointer, body: UnsafeRawBufferPointer)

    /// Appends the fields, without a frame. Whoever calls this has checked the lengths.
    public func write(to writer: inout FrameWriter) {
        switch self {
        case .evidence(let finding, let goodFor, let retryAfter, let flags, let reason, let factsJSON):
            writer.u8(Item.Tag.evidence)
            writer.i32(finding)
            writer.i64(goodFor)
            writer.i64(retryAfter)
            writer.u32(flags)
            writer.bytes(reason)
            writer.bytes(factsJSON)
        case .linkStep(
            let step, let pollAfter, let expires, let url, let formJSON, let message, let state, let accountID,
            let accountName, let linkJSON, let secret):
            writer.u8(Item.Tag.linkStep)
            writer.u32(step)
            writer.i64(pollAfter)
            writer.i64(expires)
            for field in [url, formJSON, message, state, accountID, accountName, linkJSON, secret] { writer.bytes(field) }
        case .result(let json):
            writer.u8(Item.Tag.result)
            writer.bytes(json)
        case .claim(let state, let expires, let usesLeft, let room, let accountID, let accountName, let from):
            writer.u8(Item.Tag.claim)
            writer.u32(state)
            writer.i64(expires)
            writer.i64(usesLeft)
            for field in [room, accountID, accountName, from] { writer.bytes(field) }
        case .member(let accountID, let accountName, let factsJSON):
            writer.u8(Item.Tag.member)
            for field in [accountID, accountName, factsJSON] { writer.bytes(field) }
        case .page(let flags, let totalHint, let goodFor, let nextCursor, let etag):
            writer.u8(Item.Tag.page)
            writer.u32(flags)
            writer.i64(totalHint)
            writer.i64(goodFor)
            for field in [nextCursor, etag] { writer.bytes(field) }
        case .group(let flags, let memberHint, let id, let name, let kind, let about, let iconURL, let requirementJSON):
            writer.u8(Item.Tag.group)
            writer.u32(flags)
            writer.i64(memberHint)
            for field in [id, name, kind, about, iconURL, requirementJSON] { writer.bytes(field) }
        case .event(let event, let at, let accountID, let groupID, let dedupeID):
            writer.u8(Item.Tag.event)
            writer.u32(event)
            writer.i64(at)
            for field in [accountID, groupID, dedupeID] { writer.bytes(field) }
        case .reply(let httpStatus, let contentType, let body):
            writer.u8(Item.Tag.reply)
            writer.u32(httpStatus)
            for field in [contentType, body] { writer.bytes(field) }
        }
    }
}
