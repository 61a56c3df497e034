// The numbers of usher_plugin.h that the daemon must understand. It does not import the header: only the worker meets plugins.
// A test compares every one of them with the header.

/// `usher_status`.
public enum StatusCode: Int32, Sendable, CaseIterable {
    case ok = 0
    case invalid = -1
    case unsupported = -2
    case config = -3
    case relink = -4
    case rateLimited = -5
    case upstream = -6
    case timeout = -7
    case cancelled = -8
    case policy = -9
    case limit = -10
    case notFound = -11
    case conflict = -12
    /// Also every negative number that is not listed.
    case `internal` = -13
}

/// `usher_evidence.finding`.
public enum FindingCode: Int32, Sendable, CaseIterable {
    case unknown = 0
    case holds = 0x686f
    case holdsNot = 0x6e6f
}

/// `usher_claim.state`.
public enum ClaimCode: UInt32, Sendable, CaseIterable {
    case offered = 0x6f66
    case reserved = 0x7265
    case held = 0x6865
    case refused = 0x6e6f
}

/// `usher_link_step.step`.
public enum StepCode: UInt32, Sendable, CaseIterable {
    case redirect = 1
    case form = 2
    case wait = 3
    case done = 4
    case failed = 5
}

/// `usher_action.flags`.
public enum ActionFlag {
    public static let destructive: UInt32 = 1
    public static let readOnly: UInt32 = 2
    public static let idempotent: UInt32 = 4
}

/// `usher_evidence.flags`.
public enum EvidenceFlag {
    public static let relink: UInt32 = 1
}

/// `usher_page.flags`.
public enum PageFlag {
    public static let notModified: UInt32 = 1
    public static let authoritative: UInt32 = 2
}

/// `usher_group.flags`.
public enum GroupFlag {
    public static let hasChildren: UInt32 = 1
}

/// `usher_event.event`.
public enum EventCode: UInt32, Sendable, CaseIterable {
    case account = 1
    case group = 2
    case revoked = 3
    case all = 4
}

/// `usher_http_request.flags`.
public enum HTTPFlag {
    public static let cache: UInt32 = 1
    public static let noRedirect: UInt32 = 2
    /// `usher_http_response.flags`.
    public static let fromCache: UInt32 = 1
}

/// `expect_version` of usher.kv.
public enum ExpectedVersion {
    public static let anything: UInt64 = 0
    public static let absent = UInt64.max
}

/// Ids of the extensions a plugin may offer.
public enum ExtensionID {
    public static let batch = "usher.batch/1"
    public static let members = "usher.members/1"
    public static let groups = "usher.groups/1"
    public static let webhook = "usher.webhook/1"
    public static let watch = "usher.watch/1"
    public static let health = "usher.health/1"
    public static let link = "usher.link/1"
    public static let claim = "usher.claim/1"
    public static let actions = "usher.actions/1"
}
