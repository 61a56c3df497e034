public import UsherDomain

/// How one worker fares, for admins and tests.
public struct WorkerStatus: Hashable, Sendable {
    /// The id in the plugin's manifest.
    public let pluginID: String
    /// The file in the plugin directory.
    public let file: String
    /// The running process; `nil` while there is none.
    public internal(set) var pid: Int32?
    /// How often the worker ended without being asked to, since the daemon started.
    public internal(set) var crashes = 0
    /// Why there is no worker, or why the last one ended; empty when all is well.
    public internal(set) var problem = ""
    /// Why single instances do not run; those that run are not in it.
    public internal(set) var failedInstances: [InstanceID: Unknown] = [:]
    /// Instances that should be watched and are not, because one worker runs at most ``UsherWire/Limit/watchThreads`` watches.
    public internal(set) var unwatchedInstances: Set<InstanceID> = []
    /// Whether the worker is serving calls.
    public internal(set) var isServing = false
    /// It crashed too often, and is not started again.
    public internal(set) var hasGivenUp = false
    /// How many calls of one instance run at once; 0 = none of the plugin overlap. As the plugin wrote it.
    public internal(set) var maxConcurrency: UInt32 = 1

    /// What the kernel lacked when the last worker was locked in.
    public internal(set) var cellGaps: CellGaps = []

    init(pluginID: String, file: String) {
        self.pluginID = pluginID
        self.file = file
    }
}
