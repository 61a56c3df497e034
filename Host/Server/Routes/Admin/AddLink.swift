import Hummingbird
import HummingbirdCore
import UsherDomain
import UsherEngine

/// `POST /v1/links/add` `{"user", "instance", "account", "name"}`: links an account by an admin's word.
struct AddLink: Sendable {
    let links: EditLinks
    /// Who asks, for the audit log.
    let actor: String

    @Sendable func handle(_ request: Request, _ context: DoorContext) async throws -> Response {
        var body = try await RequestObject(of: request)
        let user = try body.user("user")
        let instance = try body.instance("instance")
        let account = Account(id: try body.text("account"), name: try body.optionalText("name") ?? "")
        try body.finish()
        guard account.name.utf8.count <= Account.idBytesMax else {
            throw body.wrong("name", "must have at most \(Account.idBytesMax) bytes")
        }
        let takenFrom = try await links.add(account, to: user, at: instance, by: actor)
        return JSON.response(LinkAddedAnswer(taken_from: takenFrom?.text))
    }
}
