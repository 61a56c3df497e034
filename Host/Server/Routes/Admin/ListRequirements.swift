import Hummingbird
import HummingbirdCore
import UsherEngine

/// `GET /v1/requirements`: the requirements that have names.
struct ListRequirements: Sendable {
    let book: PolicyBook

    @Sendable func handle(_ request: Request, _ context: DoorContext) async throws -> Response {
        try RequestQuery(request).finish()
        return JSON.response(RequirementsAnswer(book.current.requirements.values))
    }
}
