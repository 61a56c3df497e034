import Hummingbird
import HummingbirdCore
import UsherDomain
import UsherEngine

/// `POST /v1/requirements/set` `{"name", "json"}`: gives a name to a requirement, or another requirement to a name.
struct SetRequirement: Sendable {
    let requirements: EditRequirements
    /// Who asks, for the audit log.
    let actor: String

    @Sendable func handle(_ request: Request, _ context: DoorContext) async throws -> Response {
        var body = try await RequestObject(of: request)
        let name = try body.requirementName("name")
        let requirement = try body.requirement("json", at: name.instance)
        try body.finish()
        return JSON.response(WarningsAnswer(warnings: try await requirements.set(name, to: requirement, by: actor)))
    }
}
