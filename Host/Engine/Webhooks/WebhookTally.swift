/// What became of the webhooks of one instance since the daemon started. A value.
public struct WebhookTally: Hashable, Sendable {
    /// Requests that the plugin believed.
    public var taken: UInt64 = 0
    /// The events in them that had not been told before.
    public var events: UInt64 = 0
    /// Requests without a good signature, and those to an instance that takes none.
    public var refused: UInt64 = 0
    /// Requests of which the plugin could not say anything.
    public var failed: UInt64 = 0
    /// Requests that were turned away because there were too many.
    public var limited: UInt64 = 0

    /// Nothing has come.
    public init() {}
}
