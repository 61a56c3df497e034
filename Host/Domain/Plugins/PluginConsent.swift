/// A person allowed one file exactly these permissions.
public struct PluginConsent: Hashable, Sendable {
    public let digest: PluginDigest
    /// The permissions in their canonical form.
    public let permissionsJSON: String
    /// Who: a user ID, or `command-line`.
    public let approvedBy: String
    public let approvedAt: Instant

    public init(digest: PluginDigest, permissionsJSON: String, approvedBy: String, approvedAt: Instant) {
        self.digest = digest
        self.permissionsJSON = permissionsJSON
        self.approvedBy = approvedBy
        self.approvedAt = approvedAt
    }
}
