/// What came back from an authoriser: an answer, or the reason why nobody knows. There is no third way, and in particular no
/// error that could be mistaken for a "no".
public enum Answer<Value: Sendable>: Sendable {
    /// The plugin answered, and the answer was well formed.
    case answered(Value)
    /// Time-out, crash, garbage, a third party that failed, a plugin that is gone.
    case unknown(Unknown)
}

extension Answer: Equatable where Value: Equatable {}

/// Why an authoriser could not answer.
public struct Unknown: Hashable, Sendable {
    /// What kind of trouble it is; stable, appears in logs and metrics.
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        /// No such instance, or its plugin is not running.
        case notRunning = "not-running"
        /// The worker process ended during the call.
        case crashed
        /// The deadline passed.
        case timedOut = "timed-out"
        /// The worker or the plugin broke the contract.
        case violation
        /// The plugin itself reported a failure; the message says which.
        case failed
        /// Too many calls wait for this plugin.
        case overloaded
        /// The plugin does not offer what was asked.
        case unsupported
        /// The instance is configured wrongly.
        case misconfigured
        /// It takes something away, and nobody has said that this is meant. Nothing was run.
        case unconfirmed
        /// The requirement does not fit the plugin's schema (any more); the plugin was not asked.
        case ruleMisfit = "rule-misfit"
    }

    /// What kind of trouble it is.
    public let kind: Kind
    /// For an admin; without secrets, may be empty.
    public let message: String
    /// Not sooner than this many milliseconds from now; `nil` = the caller decides.
    public let retryAfterMilliseconds: Int64?

    /// Puts the parts together.
    public init(_ kind: Kind, _ message: String = "", retryAfterMilliseconds: Int64? = nil) {
        self.kind = kind
        self.message = message
        self.retryAfterMilliseconds = retryAfterMilliseconds
    }
}
