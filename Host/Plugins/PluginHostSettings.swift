/// Where the plugin host finds its things.
public struct PluginHostSettings: Sendable {
    /// Every `*.so` in it is a plugin. Only its owner may be able to write to it.
    public var pluginDirectory: String
    /// The `usher-worker` executable.
    public var workerExecutable: String
    /// How long plugins may take.
    public var deadlines: CallDeadlines

    public init(pluginDirectory: String, workerExecutable: String, deadlines: CallDeadlines = CallDeadlines()) {
        self.pluginDirectory = pluginDirectory
        self.workerExecutable = workerExecutable
        self.deadlines = deadlines
    }
}
