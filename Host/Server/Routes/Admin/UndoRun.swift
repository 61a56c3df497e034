import Hummingbird
import HummingbirdCore
import UsherEngine

/// `POST /v1/undo` `{"run"}`: invites back whom a run removed.
struct UndoRun: Sendable {
    let governing: any Governing
    /// Who asks, for the audit log.
    let actor: String

    @Sendable func handle(_ request: Request, _ context: DoorContext) async throws -> Response {
        var body = try await RequestObject(of: request)
        guard let number = try body.optionalInteger("run"), number > 0 else {
            throw body.wrong("run", "must be the number of a run")
        }
        try body.finish()
        let (run, people) = try await governing.undo(number, by: actor)
        return JSON.response(UndoAnswer(run: run, people: people))
    }
}
