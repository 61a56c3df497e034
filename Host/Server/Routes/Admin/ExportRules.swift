import Hummingbird
import HummingbirdCore
import UsherDomain
import UsherEngine

/// `GET /v1/rules/export`: all named requirements and all policies.
struct ExportRules: Sendable {
    let book: PolicyBook

    @Sendable func handle(_ request: Request, _ context: DoorContext) async throws -> Response {
        try RequestQuery(request).finish()
        let contents = book.current
        return JSON.response(
            RulesDocument(requirements: Array(contents.requirements.values), policies: Array(contents.policies.values)))
    }
}
