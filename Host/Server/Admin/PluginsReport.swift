public import UsherDomain

/// The answer to `GET /v1/plugins`, for the daemon that writes it and the command that reads it.
public struct PluginsReport: Codable, Hashable, Sendable {
    struct Plugin: Codable, Hashable, Sendable {
        let file: String
        @ExplicitNull var sha256: String?
        @ExplicitNull var id: String?
        let name: String
        let version: String
        let permissions: [String]
        /// One of running, starting, down, admitted, waiting-for-consent, quarantined, refused, not-configured.
        let state: String
        /// Why it is in this state; empty where the state says it all.
        let reasons: [String]
        @ExplicitNull var last_change: Change?
    }

    struct Change: Codable, Hashable, Sendable {
        let kind: String
        let sha256: String
        let at_unix_ms: Int64
        let reason: String
    }

    let plugins: [Plugin]
    /// What is wrong with the directory as a whole; empty when all is well.
    let problem: String
    let sandbox: SandboxSummary

    /// What an admin is told.
    public init(_ states: PluginStates, sandbox: SandboxSummary) {
        plugins = states.plugins.map { state in
            let (word, reasons) = state.standing.words
            return Plugin(
                file: state.file, sha256: state.digest?.text, id: state.pluginID, name: state.name, version: state.version,
                permissions: state.permissions, state: word, reasons: reasons,
                last_change: state.lastChange.map {
                    Change(kind: $0.kind.rawValue, sha256: $0.digest.text, at_unix_ms: $0.at.unixMilliseconds, reason: $0.reason)
                })
        }
        problem = states.problem
        self.sandbox = sandbox
    }

    /// What it tells; `nil` when a newer daemon says what this program does not know.
    public var states: PluginStates? {
        var states: [PluginState] = []
        for plugin in plugins {
            guard let standing = PluginState.Standing(plugin.state, plugin.reasons) else { return nil }
            var change: PluginChange?
            if let last = plugin.last_change {
                guard let kind = PluginChange.Kind(rawValue: last.kind), let digest = PluginDigest(last.sha256) else {
                    return nil
                }
                change = PluginChange(kind, digest, at: Instant(unixMilliseconds: last.at_unix_ms), reason: last.reason)
            }
            states.append(
                PluginState(
                    file: plugin.file, digest: plugin.sha256.flatMap { PluginDigest($0) }, pluginID: plugin.id,
                    name: plugin.name, version: plugin.version, permissions: plugin.permissions, standing: standing,
                    lastChange: change))
        }
        return PluginStates(revision: 0, plugins: states, problem: problem)
    }
}

extension PluginState.Standing {
    /// The state in one word, and why.
    fileprivate var words: (state: String, reasons: [String]) {
        switch self {
        case .running: ("running", [])
        case .starting: ("starting", [])
        case .down(let reason): ("down", [reason])
        case .admitted: ("admitted", [])
        case .waitingForConsent(let asks): ("waiting-for-consent", asks)
        case .quarantined(let reason): ("quarantined", [reason])
        case .refused(let reason): ("refused", [reason])
        case .notConfigured: ("not-configured", [])
        }
    }

    fileprivate init?(_ state: String, _ reasons: [String]) {
        switch state {
        case "running": self = .running
        case "starting": self = .starting
        case "down": self = .down(reasons.first ?? "")
        case "admitted": self = .admitted
        case "waiting-for-consent": self = .waitingForConsent(reasons)
        case "quarantined": self = .quarantined(reasons.first ?? "")
        case "refused": self = .refused(reasons.first ?? "")
        case "not-configured": self = .notConfigured
        default: return nil
        }
    }
}
