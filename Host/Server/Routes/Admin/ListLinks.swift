import Hummingbird
import HummingbirdCore
import UsherDomain
import UsherEngine

/// `GET /v1/links`: who has which account linked.
struct ListLinks: Sendable {
    let links: EditLinks

    @Sendable func handle(_ request: Request, _ context: DoorContext) async throws -> Response {
        try RequestQuery(request).finish()
        let all = try await links.all()
        let wanted = Dictionary(uniqueKeysWithValues: Set(all.map(\.instance)).map { ($0, links.relinkWanted(at: $0)) })
        return JSON.response(LinksAnswer(all) { wanted[$0.instance]?.contains($0.user) == true })
    }
}
