import FoundationEssentials
import UsherDomain
import UsherServer

/// The plugin files as the daemon sees them that serves from the same data, and its hand to decide on them.
struct ServingDaemon: PluginAdministration {
    /// One instance, as the daemon tells it.
    struct Instance: Decodable {
        let id: String
        let running: Bool
        let problem: String?
        let warnings: [String]
    }

    private struct Instances: Decodable {
        let instances: [Instance]
    }

    private struct Refusal: Decodable {
        let code: String
        let detail: String
    }

    private let socket: AdminSocket
    private let states: PluginStates

    /// Asks the daemon how its plugins fare; `nil` when none serves.
    init?(_ socket: AdminSocket) throws {
        guard let answer = try socket.ask("GET", "/v1/plugins") else { return nil }
        self.socket = socket
        guard answer.status == 200, let states = try Self.decoded(PluginsReport.self, answer.body)?.states else {
            throw Self.other(socket)
        }
        self.states = states
    }

    func pluginStates() async -> PluginStates { states }

    func pluginStates(after revision: UInt64) async -> PluginStates { states }

    func approve(_ digest: PluginDigest, by actor: String) async throws(PluginAdministrationFailure) {
        try decide("approve", digest)
    }

    func lift(_ digest: PluginDigest, by actor: String) async throws(PluginAdministrationFailure) {
        try decide("lift", digest)
    }

    /// How its instances fare.
    func instances() throws -> [Instance] {
        guard let answer = try socket.ask("GET", "/v1/instances"), answer.status == 200,
            let read = try Self.decoded(Instances.self, answer.body)
        else { throw Self.other(socket) }
        return read.instances
    }

    private func decide(_ word: String, _ digest: PluginDigest) throws(PluginAdministrationFailure) {
        do {
            guard let answer = try socket.ask("POST", "/v1/plugins/\(digest)/\(word)") else {
                throw PluginAdministrationFailure(.recordsUnusable, "the daemon has ended meanwhile: try again")
            }
            guard answer.status != 204 else { return }
            guard let refusal = try Self.decoded(Refusal.self, answer.body) else { throw Self.other(socket) }
            throw PluginAdministrationFailure(
                PluginAdministrationFailure.Code(rawValue: refusal.code) ?? .recordsUnusable, refusal.detail)
        } catch let failure as PluginAdministrationFailure {
            throw failure
        } catch {
            throw PluginAdministrationFailure(.recordsUnusable, "\(error)")
        }
    }

    private static func decoded<Value: Decodable>(_ type: Value.Type, _ json: Data) throws -> Value? {
        do {
            return try JSONDecoder().decode(type, from: json)
        } catch is DecodingError {
            return nil
        }
    }

    private static func other(_ socket: AdminSocket) -> CommandFailure {
        CommandFailure("the daemon at \(socket.path) is of another version than this program: start it again after an upgrade")
    }
}
