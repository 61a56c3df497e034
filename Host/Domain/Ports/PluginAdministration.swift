/// What admins see of plugin files and decide about them. Implemented by UsherPlugins. Any thread.
public protocol PluginAdministration: Sendable {
    /// How every plugin file fares.
    func pluginStates() async -> PluginStates

    /// Waits until the states have another revision than `revision`, and returns them. Returns what there is when the task is
    /// cancelled.
    func pluginStates(after revision: UInt64) async -> PluginStates

    /// Allows the file with this content what it waits for. Stored together with an audit entry that names `actor`: a user ID, or
    /// `command-line`. The file is started soon afterwards, by whichever process runs the plugins.
    func approve(_ digest: PluginDigest, by actor: String) async throws(PluginAdministrationFailure)

    /// Lets the file with this content be started again. Stored together with an audit entry that names `actor`.
    func lift(_ digest: PluginDigest, by actor: String) async throws(PluginAdministrationFailure)
}

/// Why an admin's decision was not carried out.
public struct PluginAdministrationFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// What kind of failure it is; stable.
    public enum Code: String, Hashable, Sendable {
        /// No file of the plugin directory has this content.
        case unknownDigest = "unknown-digest"
        /// The file waits for nothing.
        case nothingToApprove = "nothing-to-approve"
        /// The file is not in quarantine.
        case notQuarantined = "not-quarantined"
        /// The records could not be read or written.
        case recordsUnusable = "records-unusable"
    }

    public let code: Code
    /// For admins.
    public let message: String

    public var description: String { message }

    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }
}
