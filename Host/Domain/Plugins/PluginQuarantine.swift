/// A plugin file that is not started again until a person says so, or another file takes its place.
public struct PluginQuarantine: Hashable, Sendable {
    public let digest: PluginDigest
    /// The manifest's `id`; `nil` when the file never got so far as to show it.
    public let pluginID: String?
    /// What the file was called; for people.
    public let file: String
    /// What it did; for admins, without secrets.
    public let reason: String
    public let since: Instant

    public init(digest: PluginDigest, pluginID: String?, file: String, reason: String, since: Instant) {
        self.digest = digest
        self.pluginID = pluginID
        self.file = file
        self.reason = reason
        self.since = since
    }
}
