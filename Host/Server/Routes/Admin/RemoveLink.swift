import Hummingbird
import HummingbirdCore
import UsherDomain
import UsherEngine

/// `POST /v1/links/remove` `{"user", "instance"}`: takes a link away.
struct RemoveLink: Sendable {
    let links: EditLinks
    /// Who asks, for the audit log.
    let actor: String

    @Sendable func handle(_ request: Request, _ context: DoorContext) async throws -> Response {
        var body = try await RequestObject(of: request)
        let user = try body.user("user")
        let instance = try body.instance("instance")
        try body.finish()
        try await links.remove(user, at: instance, by: actor)
        return Response(status: .noContent)
    }
}
