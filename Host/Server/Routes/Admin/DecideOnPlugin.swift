import Hummingbird
import HummingbirdCore
import UsherDomain

/// `POST /v1/plugins/:sha256/approve` and `/lift`: an admin allows a plugin file what it waits for, or lets it be started again.
/// The file is named by its content, so that nobody allows another one than they were shown.
struct DecideOnPlugin: Sendable {
    /// What is decided.
    enum Decision {
        case approve
        case lift
    }

    let administration: any PluginAdministration
    let decision: Decision
    /// Who decides, for the audit log.
    let actor: String

    @Sendable func handle(_ request: Request, _ context: DoorContext) async throws -> Response {
        guard let digest = PluginDigest(context.parameters.get("sha256") ?? "") else {
            throw Problem(
                .badRequest, "digest", "No SHA-256",
                "Name the file by its SHA-256: 64 hexadecimal digits, as GET /v1/plugins shows.")
        }
        do {
            switch decision {
            case .approve: try await administration.approve(digest, by: actor)
            case .lift: try await administration.lift(digest, by: actor)
            }
            return Response(status: .noContent)
        } catch {
            throw Self.problem(error)
        }
    }

    private static func problem(_ failure: PluginAdministrationFailure) -> Problem {
        switch failure.code {
        case .unknownDigest: Problem(.notFound, failure.code.rawValue, "No such file", failure.message)
        case .nothingToApprove, .notQuarantined:
            Problem(.conflict, failure.code.rawValue, "There is nothing to decide", failure.message)
        case .recordsUnusable: Problem(.serviceUnavailable, failure.code.rawValue, "Not stored", failure.message)
        }
    }
}
