internal import PluginABI

/// What a plugin emitted, copied and checked.
enum Item: Hashable, Sendable {
    enum Kind: Sendable {
        case evidence, linkStep, result, claim, member, page, group, event, reply

        var name: String {
            switch self {
            case .evidence: "EVIDENCE"
            case .linkStep: "LINK_STEP"
            case .result: "RESULT"
            case .claim: "CLAIM"
            case .member: "MEMBER"
            case .page: "PAGE"
            case .group: "GROUP"
            case .event: "EVENT"
            case .reply: "REPLY"
            }
        }
    }

    struct LinkStep: Hashable, Sendable {
        let step: Int
        let url: String
        let state: [UInt8]
        let formJSON: String
        let accountID: String
    }

    struct Claim: Hashable, Sendable {
        let state: Int
        let isBare: Bool
        let accountID: String
    }

    struct Page: Hashable, Sendable {
        let flags: Int
        let cursor: [UInt8]
        let etag: [UInt8]
    }

    case evidence(index: Int, finding: Int)
    case linkStep(LinkStep)
    case result(json: String)
    case claim(Claim)
    case member(accountID: String)
    case page(Page)
    case group(id: String)
    case event(Int)
    case reply(httpStatus: Int)

    var kind: Kind {
        switch self {
        case .evidence: .evidence
        case .linkStep: .linkStep
        case .result: .result
        case .claim: .claim
        case .member: .member
        case .page: .page
        case .group: .group
        case .event: .event
        case .reply: .reply
        }
    }
}

/// What was emitted to explain a failure.
struct ErrorItem: Hashable, Sendable {
    let status: usher_status
    let message: String
    let retryAfterMilliseconds: Int64
}
