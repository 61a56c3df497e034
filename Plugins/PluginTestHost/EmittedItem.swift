import PluginABI

/// An item as the host copied it.
public enum EmittedItem: Hashable, Sendable {
    /// ``usher_error``
    public struct Failure: Hashable, Sendable {
        public let status: Int32
        public let message: String
        public let retryAfterMilliseconds: Int64
    }

    /// ``usher_evidence``
    public struct Evidence: Hashable, Sendable {
        public let index: UInt32
        public let finding: Int32
        public let goodForMilliseconds: Int64
        public let retryAfterMilliseconds: Int64
        public let flags: UInt32
        public let reason: String
        public let factsJSON: String
    }

    /// ``usher_claim``
    public struct Claim: Hashable, Sendable {
        public let state: UInt32
        public let expiresUnixMilliseconds: Int64
        public let usesLeft: Int64
        public let room: String
        public let accountID: String
        public let accountName: String
        public let from: String
    }

    /// ``usher_link_step``
    public struct LinkStep: Hashable, Sendable {
        public let step: UInt32
        public let pollAfterMilliseconds: Int64
        public let expiresMilliseconds: Int64
        public let url: String
        public let formJSON: String
        public let message: String
        public let state: [UInt8]
        public let accountID: String
        public let accountName: String
        public let linkJSON: String
    }

    case failure(Failure)
    case evidence(Evidence)
    case claim(Claim)
    case linkStep(LinkStep)
    case result(String)

    /// Copies an item; `nil` when it is malformed.
    init?(_ raw: UnsafePointer<usher_item>) {
        let size = Int(raw.pointee.size)
        switch Int(raw.pointee.kind) {
        case USHER_ITEM_ERROR:
            guard size == MemoryLayout<usher_error>.size else { return nil }
            let item = UnsafeRawPointer(raw).load(as: usher_error.self)
            self = .failure(
                Failure(status: item.status, message: item.message.copy, retryAfterMilliseconds: item.retry_after_ms))
        case USHER_ITEM_EVIDENCE:
            guard size == MemoryLayout<usher_evidence>.size else { return nil }
            let item = UnsafeRawPointer(raw).load(as: usher_evidence.self)
            self = .evidence(
                Evidence(
                    index: item.index, finding: item.finding, goodForMilliseconds: item.good_for_ms,
                    retryAfterMilliseconds: item.retry_after_ms, flags: item.flags, reason: item.reason.copy,
                    factsJSON: item.facts_json.copy))
        case USHER_ITEM_CLAIM:
            guard size == MemoryLayout<usher_claim>.size else { return nil }
            let item = UnsafeRawPointer(raw).load(as: usher_claim.self)
            self = .claim(
                Claim(
                    state: item.state, expiresUnixMilliseconds: item.expires_unix_ms, usesLeft: item.uses_left,
                    room: item.room.copy, accountID: item.account_id.copy, accountName: item.account_name.copy,
                    from: item.from.copy))
        case USHER_ITEM_LINK_STEP:
            guard size == MemoryLayout<usher_link_step>.size else { return nil }
            let item = UnsafeRawPointer(raw).load(as: usher_link_step.self)
            self = .linkStep(
                LinkStep(
                    step: item.step, pollAfterMilliseconds: item.poll_after_ms, expiresMilliseconds: item.expires_ms,
                    url: item.url.copy, formJSON: item.form_json.copy, message: item.message.copy,
                    state: item.state.bytes, accountID: item.account_id.copy,
                    accountName: item.account_name.copy, linkJSON: item.link_json.copy))
        case USHER_ITEM_RESULT:
            guard size == MemoryLayout<usher_result>.size else { return nil }
            self = .result(UnsafeRawPointer(raw).load(as: usher_result.self).json.copy)
        default: return nil
        }
    }
}

extension usher_str {
    /// A copy as text.
    var copy: String {
        ptr == nil ? "" : String(decoding: UnsafeRawBufferPointer(start: ptr, count: len), as: UTF8.self)
    }
}
