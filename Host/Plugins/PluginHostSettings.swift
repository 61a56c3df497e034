public import UsherDomain

/// Where the plugin host finds its things.
public struct PluginHostSettings: Sendable {
    /// Every `*.so` in it is a plugin. Nobody but root and this daemon's user may be able to write to it.
    public var pluginDirectory: String
    /// The `usher-worker` executable.
    public var workerExecutable: String
    /// What tells plugin files apart.
    public var contentHash: any ContentHash
    /// How long plugins may take.
    public var deadlines: CallDeadlines
    /// Whether plugins run where the kernel cannot lock them in.
    public var sandbox: SandboxPolicy
    /// Whether workers get control groups of their own where this process was given any. It then moves into one itself: for a
    /// daemon, not for a command beside it.
    public var usesControlGroups: Bool
    /// How patient the watching and replacing of plugin files is.
    public var times = ReplacementTimes()

    public init(
        pluginDirectory: String, workerExecutable: String, contentHash: any ContentHash,
        deadlines: CallDeadlines = CallDeadlines(), sandbox: SandboxPolicy = .required,
        usesControlGroups: Bool = false
    ) {
        self.pluginDirectory = pluginDirectory
        self.workerExecutable = workerExecutable
        self.contentHash = contentHash
        self.deadlines = deadlines
        self.sandbox = sandbox
        self.usesControlGroups = usesControlGroups
    }
}
