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

    /// What is said of a plugin that is somebody else when it is used than when it was looked at.
    static let otherManifest = "its manifest is not the one that it showed before"

    /// What is said of a worker that was not built together with this daemon.
    static let otherBuild = "the worker executable is of another build"

    /// Whether it is this installation that is at fault: a worker that was replaced under a running daemon, a kernel or a library
    /// that lacks something. No plugin is to suffer for that.
    var isOfTheHost: Bool { reason.kind == .misconfigured || reason.message.hasPrefix(Self.otherBuild) }

    /// Whether it deceived us: it is no use to try again.
    var isDeceit: Bool { reason.kind == .violation && reason.message.hasPrefix(Self.otherManifest) }
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
