/// How one plugin file fares, for admins: a file of the plugin directory, or one that still runs although its file is gone or
/// holds something else by now.
public struct PluginState: Hashable, Sendable {
    /// What is done with the file.
    public enum Standing: Hashable, Sendable {
        /// It serves calls.
        case running
        /// Its worker is being started; where another file of the plugin serves, that goes on until this one is ready.
        case starting
        /// It is in use, but has no worker at the moment. With the reason.
        case down(String)
        /// It may run; nobody has started it.
        case admitted
        /// It runs as soon as a person allows it what is listed here.
        case waitingForConsent([String])
        /// It is not started again. With the reason.
        case quarantined(String)
        /// It cannot be used. With the reason, and what to change.
        case refused(String)
        /// No configured instance names its plugin.
        case notConfigured
    }

    /// Its name in the plugin directory; what is no printable text in it is escaped.
    public let file: String
    /// `nil` when it could not be read.
    public let digest: PluginDigest?
    /// The manifest's `id`; `nil` when it has not introduced itself.
    public let pluginID: String?
    /// The manifest's `name`; empty when it has not introduced itself.
    public let name: String
    /// The manifest's `version`; empty when it has not introduced itself.
    public let version: String
    /// What it asks for, one sentence each.
    public let permissions: [String]
    public let standing: Standing
    /// The last time that files of its plugin changed places, or failed to; `nil` since the start of the daemon.
    public let lastChange: PluginChange?

    public init(
        file: String, digest: PluginDigest?, pluginID: String?, name: String, version: String, permissions: [String],
        standing: Standing, lastChange: PluginChange?
    ) {
        self.file = file
        self.digest = digest
        self.pluginID = pluginID
        self.name = name
        self.version = version
        self.permissions = permissions
        self.standing = standing
        self.lastChange = lastChange
    }
}

/// That one file of a plugin took the place of another while the daemon ran, or did not.
public struct PluginChange: Hashable, Sendable {
    /// What happened.
    public enum Kind: String, Hashable, Sendable {
        /// ``PluginChange/digest`` has taken over.
        case replaced
        /// ``PluginChange/digest`` was to take over, and could not.
        case refused
        /// ``PluginChange/digest`` had taken over, and the one before it is back.
        case rolledBack = "rolled-back"
    }

    public let kind: Kind
    /// The newer file.
    public let digest: PluginDigest
    public let at: Instant
    /// Why; empty when it was simply newer.
    public let reason: String

    public init(_ kind: Kind, _ digest: PluginDigest, at: Instant, reason: String) {
        self.kind = kind
        self.digest = digest
        self.at = at
        self.reason = reason
    }
}

/// What a plugin directory and the plugins of it look like at one moment.
public struct PluginStates: Hashable, Sendable {
    /// Grows with each change.
    public let revision: UInt64
    /// Sorted by file.
    public let plugins: [PluginState]
    /// What is wrong with the directory as a whole; empty when all is well.
    public let problem: String

    public init(revision: UInt64, plugins: [PluginState], problem: String) {
        self.revision = revision
        self.plugins = plugins
        self.problem = problem
    }
}
