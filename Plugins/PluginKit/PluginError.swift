/// Why a call gives no answer. Every failure means "unknown"; the kind tells the host what to do next.
///
/// ```swift
/// throw PluginError(.rateLimited, "the directory asks us to wait", retryAfterMilliseconds: 30_000)
/// ```
public struct PluginError: Error, Hashable, Sendable {
    /// What kind of failure it is. The raw values are those of `usher_status`.
    public enum Kind: Int32, Hashable, Sendable, CaseIterable {
        /// An argument makes no sense.
        case invalid = -1
        /// This host or this plugin does not offer it.
        case unsupported = -2
        /// The instance is configured wrongly: an admin must act.
        case configuration = -3
        /// The person must link the account again.
        case relink = -4
        /// The third party asks us to slow down.
        case rateLimited = -5
        /// The third party failed or could not be understood.
        case upstream = -6
        /// The deadline passed.
        case timeout = -7
        /// The host no longer wants the answer.
        case cancelled = -8
        /// The host's policy forbids it.
        case policy = -9
        /// A limit would be exceeded.
        case limit = -10
        /// There is no such thing.
        case notFound = -11
        /// Somebody else changed it first.
        case conflict = -12
        /// A bug.
        case internalFault = -13
    }

    /// What kind of failure it is.
    public let kind: Kind
    /// For an admin; never a secret.
    public let message: String
    /// Not sooner than this many milliseconds from now; 0 = the host decides.
    public let retryAfterMilliseconds: Int64

    /// Puts the parts together.
    public init(_ kind: Kind, _ message: String = "", retryAfterMilliseconds: Int64 = 0) {
        self.kind = kind
        self.message = message
        self.retryAfterMilliseconds = retryAfterMilliseconds
    }
}
