/// How one plugin fares, whichever of its files runs.
public struct PluginHealth: Hashable, Sendable {
    /// The id in its manifest.
    public let pluginID: String
    /// Whether any worker serves its calls.
    public let isServing: Bool
    /// How often its workers ended without being asked to, since the daemon started. Never goes down.
    public let crashes: Int
}
