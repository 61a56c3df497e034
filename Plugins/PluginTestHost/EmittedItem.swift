internal import PluginABI

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
        public let secret: [UInt8]
    }

    /// ``usher_member``
    public struct Member: Hashable, Sendable {
        public let accountID: String
        public let accountName: String
        public let factsJSON: String
    }

    /// ``usher_page``
    public struct Page: Hashable, Sendable {
        public let flags: UInt32
        public let totalHint: Int64
        public let goodForMilliseconds: Int64
        public let nextCursor: String
        public let etag: String
    }

    /// ``usher_group``
    public struct Group: Hashable, Sendable {
        public let flags: UInt32
        public let memberHint: Int64
        public let id: String
        public let name: String
        public let kind: String
        public let description: String
        public let iconURL: String
        public let requirementJSON: String
    }

    /// ``usher_event``
    public struct Event: Hashable, Sendable {
        public let event: UInt32
        public let atUnixMilliseconds: Int64
        public let accountID: String
        public let groupID: String
        public let dedupeID: String
    }

    /// ``usher_reply``
    public struct Reply: Hashable, Sendable {
        public let status: UInt32
        public let contentType: String
        public let body: [UInt8]
    }

    case failure(Failure)
    case evidence(Evidence)
    case claim(Claim)
    case linkStep(LinkStep)
    case result(String)
    case member(Member)
    case page(Page)
    case group(Group)
    case event(Event)
    case reply(Reply)
}
