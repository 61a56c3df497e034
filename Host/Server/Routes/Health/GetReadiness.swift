import Hummingbird
import HummingbirdCore
import UsherDomain

/// `GET /readyz`: 200 when people can be let in, by one instance at least, otherwise 503. Either way it tells what is missing,
/// and names instances and nothing else. One third party's plugin must not take the whole daemon out of service.
struct GetReadiness: Sendable {
    private struct Answer: Encodable {
        let ready: Bool
        let waiting_for: [String]
    }

    let authorisers: any Authorisers
    let isSynced: @Sendable () async -> Bool

    @Sendable func handle(_ request: Request, _ context: DoorContext) async throws -> Response {
        let isSynced = await isSynced()
        let instances = await authorisers.instances()
        let down = instances.filter { $0.health != .running }
        let isReady = isSynced && (instances.isEmpty || down.count < instances.count)
        let waiting = (isSynced ? [] : ["matrix"]) + down.map { "instance \($0.id)" }
        return JSON.response(Answer(ready: isReady, waiting_for: waiting), status: isReady ? .ok : .serviceUnavailable)
    }
}
