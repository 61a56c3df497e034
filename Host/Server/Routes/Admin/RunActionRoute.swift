import Crypto
import FoundationEssentials
import Hummingbird
import HummingbirdCore
import UsherDomain
import UsherEngine

/// `POST /v1/instances/:instance/actions/:action`: runs a plugin's action with `{"arguments": {…}}`.
///
/// An action that takes something away is answered 409 with a `confirm` value first, and runs when the same request comes again
/// with that value: it stands for exactly these arguments, so that nobody confirms one thing and does another.
struct RunActionRoute: Sendable {
    private struct Body: Decodable {
        let arguments: ArgumentsJSON?
        let confirm: String?
    }

    private struct ConfirmationNeeded: Encodable {
        let type = "urn:usher:problem:confirmation-needed"
        let title = "Please confirm"
        let status = 409
        let code = "confirmation-needed"
        let detail: String
        let confirm: String
    }

    let run: RunPluginAction
    /// Who asks, for the audit log.
    let actor: String

    @Sendable func handle(_ request: Request, _ context: DoorContext) async throws -> Response {
        guard let instance = InstanceID(context.parameters.get("instance") ?? "") else { throw Problem.notFound }
        let name = context.parameters.get("action") ?? ""
        let body = try await JSON.body(of: request, as: Body.self)
        let action: PluginDescription.Action
        switch await run.find(name, at: instance) {
        case .success(let found): action = found
        case .failure(let refused): throw Self.problem(refused.refusal)
        }
        let arguments = try Self.arguments(body.arguments, action)
        let confirmation = Self.confirmation(instance, name, arguments)
        let isConfirmed = body.confirm == confirmation
        switch try await run(name, arguments, at: instance, by: actor, isConfirmed: isConfirmed) {
        case .ran(let json):
            // As the plugin wrote it: decoding it and encoding it again would change numbers, or fail after the act.
            return JSON.response(text: "{\"result\":\(json)}")
        case .needsConfirmation:
            let detail = "\(action.title): this takes something away. Send the request again with this \"confirm\" to do it."
            return JSON.response(ConfirmationNeeded(detail: detail, confirm: confirmation), status: .conflict)
        case .refused(let refusal):
            throw Self.problem(refusal)
        case .unknown(let unknown):
            throw Problem(
                .badGateway, "action-failed", "The action did not end well",
                unknown.message.isEmpty ? unknown.kind.rawValue : unknown.message,
                retryAfterMilliseconds: unknown.retryAfterMilliseconds)
        }
    }

    private static func arguments(_ given: ArgumentsJSON?, _ action: PluginDescription.Action) throws -> [ActionArgument] {
        do {
            if let given { return try given.read(by: action.signature) }
            return try JSONDecoder().decode(ArgumentsJSON.self, from: Data("{}".utf8)).read(by: action.signature)
        } catch let failure as ArgumentsJSON.Failure {
            throw Problem(.badRequest, "arguments", "These arguments do not fit", failure.text)
        }
    }

    /// Names exactly this act. No secret: it keeps a person from confirming something else than they were shown.
    private static func confirmation(_ instance: InstanceID, _ action: String, _ arguments: [ActionArgument]) -> String {
        let act = "\(instance)\n\(action)\n" + arguments.map { "\($0)" }.joined(separator: "\n")
        return Hexadecimal.text(SHA256.hash(data: Data(act.utf8)).prefix(16))
    }

    private static func problem(_ refusal: RunPluginAction.Refusal) -> Problem {
        switch refusal {
        case .noSuchInstance:
            Problem(.notFound, "no-instance", "No such instance", "GET /v1/instances lists them.")
        case .notRunning(let reason):
            Problem(.serviceUnavailable, "not-running", "The plugin does not run", reason)
        case .noSuchAction(let known):
            Problem(
                .notFound, "no-action", "No such action",
                known.isEmpty ? "This instance has none." : "There are: \(known.joined(separator: ", ")).")
        }
    }
}
