import Hummingbird
import HummingbirdCore
import UsherDomain

/// `GET /v1/plugins`: every plugin file, what it asks for and how it fares.
struct ListPlugins: Sendable {
    let administration: any PluginAdministration
    let sandbox: SandboxSummary

    @Sendable func handle(_ request: Request, _ context: DoorContext) async throws -> Response {
        JSON.response(PluginsReport(await administration.pluginStates(), sandbox: sandbox))
    }
}

/// How well plugins are locked in, for the API.
public struct SandboxSummary: Codable, Hashable, Sendable {
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
