import FoundationEssentials
import Hummingbird
import HummingbirdCore
import UsherDomain

/// `GET /v1/plugins`: every plugin file, what it asks for and how it fares.
struct ListPlugins: Sendable {
    private struct Answer: Encodable {
        let plugins: [Plugin]
        /// What is wrong with the directory as a whole; empty when all is well.
        let problem: String
        let sandbox: SandboxSummary
    }

    private struct Plugin: Encodable {
        let file: String
        let sha256: String?
        let id: String?
        let name: String
        let version: String
        let permissions: [String]
        /// One of running, starting, down, admitted, waiting-for-consent, quarantined, refused, not-configured.
        let state: String
        /// Why it is in this state; empty where the state says it all.
        let reasons: [String]
        let last_change: Change?
    }

    private struct Change: Encodable {
        let kind: String
        let sha256: String
        let at_unix_ms: Int64
        let reason: String
    }

    let administration: any PluginAdministration
    let sandbox: SandboxSummary

    @Sendable func handle(_ request: Request, _ context: DoorContext) async throws -> Response {
        let states = await administration.pluginStates()
        let plugins = states.plugins.map { state in
            let (word, reasons) = Self.words(of: state.standing)
            return Plugin(
                file: state.file, sha256: state.digest?.text, id: state.pluginID, name: state.name, version: state.version,
                permissions: state.permissions, state: word, reasons: reasons,
                last_change: state.lastChange.map {
                    Change(kind: $0.kind.rawValue, sha256: $0.digest.text, at_unix_ms: $0.at.unixMilliseconds, reason: $0.reason)
                })
        }
        return JSON.response(Answer(plugins: plugins, problem: states.problem, sandbox: sandbox))
    }

    private static func words(of standing: PluginState.Standing) -> (state: String, reasons: [String]) {
        switch standing {
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
}

/// How well plugins are locked in, for the API.
public struct SandboxSummary: Encodable, Sendable {
    /// Whether nothing is missing.
    let complete: Bool
    /// Whether plugins run even where they cannot be locked in.
    let best_effort: Bool
    /// What the kernel lacks.
    let missing: [String]

    public init(missing: [String], isBestEffort: Bool) {
        complete = missing.isEmpty
        best_effort = isBestEffort
        self.missing = missing
    }
}
