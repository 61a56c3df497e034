public import UsherDomain

/// How a worker ended that should not have.
public struct CrashReport: Hashable, Sendable {
    /// A function of the plugin that ran at that moment, and for whom.
    public struct Running: Hashable, Sendable {
        /// As usher_plugin.h calls it.
        public let function: String
        public let instance: InstanceID
    }

    /// The id in the plugin's manifest, and the file it came from.
    public let pluginID: String
    public let file: String
    /// What happened, in one sentence that names the signal and the functions.
    public let reason: Unknown
    /// The signal that ended the process; `nil` when it ended by itself or by the host's hand.
    public let signal: Int32?
    public let running: [Running]
    /// From the start of the process.
    public let uptimeMilliseconds: Int64
    /// Crashes of this plugin since it was started, this one included.
    public let crashes: Int
}

/// What becomes of a worker, as it happens.
enum WorkerNews: Sendable {
    /// All its instances have been made, or are known not to work.
    case serving
    /// It will be started again.
    case crashed(CrashReport)
    /// It crashed too often, and is left down.
    case gaveUp(CrashReport)
}
