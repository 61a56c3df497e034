/// Which file of a plugin is in use, with what it was allowed. Another file under the same id has to ask a person for anything
/// beyond that.
public struct PluginPin: Hashable, Sendable {
    /// The manifest's `id`.
    public let pluginID: String
    public let digest: PluginDigest
    /// The manifest's `version`.
    public let version: String
    /// The permissions in their canonical form.
    public let permissionsJSON: String
    /// Since when this file is in use with these permissions.
    public let since: Instant

    public init(
        pluginID: String, digest: PluginDigest, version: String, permissionsJSON: String, since: Instant
    ) {
        self.pluginID = pluginID
        self.digest = digest
        self.version = version
        self.permissionsJSON = permissionsJSON
        self.since = since
    }
}
