import Hummingbird
import HummingbirdCore
import UsherDomain

/// `GET /api/page`: what every page needs to know about this Usher.
struct GetPage: Sendable {
    private struct Server: Encodable {
        let name: String
        let client_url: String
    }

    private struct Answer: Encodable {
        let bot: String
        @ExplicitNull var default_server: String?
        let servers: [Server]
    }

    let site: Site

    @Sendable func handle(_ request: Request, _ context: DoorContext) async throws -> Response {
        JSON.response(
            Answer(
                bot: site.bot.text, default_server: site.defaultServer?.text,
                servers: site.knownServers.map { Server(name: $0.name.text, client_url: $0.clientURL) }))
    }
}
