/// An ``Item`` as the worker writes it, straight out of the plugin's memory: same fields, same order.
public enum BorrowedItem {
    case evidence(
        finding: Int32, goodForMilliseconds: Int64, retryAfterMilliseconds: Int64, flags: UInt32,
        reason: UnsafeRawBufferPointer, factsJSON: UnsafeRawBufferPointer)
    case linkStep(
        step: UInt32, pollAfterMilliseconds: Int64, expiresMilliseconds: Int64, url: UnsafeRawBufferPointer,
        formJSON: UnsafeRawBufferPointer, message: UnsafeRawBufferPointer, state: UnsafeRawBufferPointer,
        accountID: UnsafeRawBufferPointer, accountName: UnsafeRawBufferPointer, linkJSON: UnsafeRawBufferPointer)
    case result(json: UnsafeRawBufferPointer)
    case claim(
        state: UInt32, expiresUnixMilliseconds: Int64, usesLeft: Int64, room: UnsafeRawBufferPointer,
        accountID: UnsafeRawBufferPointer, accountName: UnsafeRawBufferPointer, from: UnsafeRawBufferPointer)

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
            let accountName, let linkJSON):
            writer.u8(Item.Tag.linkStep)
            writer.u32(step)
            writer.i64(pollAfter)
            writer.i64(expires)
            for field in [url, formJSON, message, state, accountID, accountName, linkJSON] { writer.bytes(field) }
        case .result(let json):
            writer.u8(Item.Tag.result)
            writer.bytes(json)
        case .claim(let state, let expires, let usesLeft, let room, let accountID, let accountName, let from):
            writer.u8(Item.Tag.claim)
            writer.u32(state)
            writer.i64(expires)
            writer.i64(usesLeft)
            for field in [room, accountID, accountName, from] { writer.bytes(field) }
        }
    }
}
