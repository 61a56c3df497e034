import Hummingbird
import HummingbirdCore
import UsherDomain
import UsherEngine

/// `POST /v1/requirements/remove` `{"name"}`: takes a name away that no rule uses.
struct RemoveRequirement: Sendable {
    let requirements: EditRequirements
    /// Who asks, for the audit log.
    let actor: String

    @Sendable func handle(_ request: Request, _ context: DoorContext) async throws -> Response {
        var body = try await RequestObject(of: request)
        let name = try body.requirementName("name")
        try body.finish()
        try await requirements.remove(name, by: actor)
        return Response(status: .noContent)
    }
}
