import Hummingbird
import HummingbirdCore
import UsherDomain

/// `GET /readyz`: 200 when people can be let in, otherwise 503 with what is missing. Names instances and nothing else.
struct GetReadiness: Sendable {
    private struct Answer: Encodable {
        let ready: Bool
        let waiting_for: [String]
    }

    let authorisers: any Authorisers
    let isSynced: @Sendable () async -> Bool

    @Sendable func handle(_ request: Request, _ context: DoorContext) async throws -> Response {
        var waiting = await isSynced() ? [] : ["matrix"]
        for instance in await authorisers.instances() where instance.health != .running {
            waiting.append("instance \(instance.id)")
        }
        return JSON.response(
            Answer(ready: waiting.isEmpty, waiting_for: waiting), status: waiting.isEmpty ? .ok : .serviceUnavailable)
    }
}
