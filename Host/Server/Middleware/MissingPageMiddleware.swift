import HTTPTypes
import Hummingbird
import HummingbirdCore

/// Answers a person who mistyped an address with the page, which says so; a program gets its problem details.
struct MissingPageMiddleware: RouterMiddleware {
    let files: StaticFiles

    func handle(
        _ request: Request, context: DoorContext, next: (Request, DoorContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch let error as any HTTPResponseError where error.status == .notFound {
            guard request.method == .get, request.headers[.accept]?.contains("text/html") == true else { throw error }
            return files.page(for: request, status: .notFound)
        }
    }
}
