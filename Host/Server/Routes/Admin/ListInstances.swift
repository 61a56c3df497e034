import Hummingbird
import HummingbirdCore
import UsherDomain

/// `GET /v1/instances`: what is configured, how it fares, and which actions there are.
struct ListInstances: Sendable {
    private struct Answer: Encodable {
        let instances: [Instance]
    }

    private struct Instance: Encodable {
        let id: String
        let plugin: String
        @ExplicitNull var plugin_name: String?
        @ExplicitNull var plugin_version: String?
        let running: Bool
        /// Why it does not run; for admins.
        @ExplicitNull var problem: String?
        /// What in its configuration will not work although it runs; for admins.
        let warnings: [String]
        let actions: [Action]
    }

    private struct Action: Encodable {
        let id: String
        let title: String
        let destructive: Bool
        let parameters: [Parameter]
    }

    private struct Parameter: Encodable {
        let name: String
        /// A letter of the signature grammar in usher_plugin.h.
        let type: String
        let optional: Bool
    }

    let authorisers: any Authorisers

    @Sendable func handle(_ request: Request, _ context: DoorContext) async throws -> Response {
        let instances = await authorisers.instances().map { status in
            var problem: String?
            if case .down(let reason) = status.health { problem = reason }
            return Instance(
                id: status.id.text, plugin: status.pluginID, plugin_name: status.plugin?.name,
                plugin_version: status.plugin?.version, running: status.health == .running, problem: problem,
                warnings: status.warnings,
                actions: (status.plugin?.actions ?? []).map(Self.action))
        }
        return JSON.response(Answer(instances: instances))
    }

    private static func action(_ action: PluginDescription.Action) -> Action {
        let parameters = action.signature.parameters.map {
            Parameter(name: $0.name, type: $0.kind.rawValue, optional: $0.isOptional)
        }
        return Action(id: action.id, title: action.title, destructive: action.isDestructive, parameters: parameters)
    }
}
