import HTTPTypes
import Hummingbird
import HummingbirdCore
import Logging
import UsherDomain

/// Names each request, turns every error into problem details, and writes one line to the log. Paths are logged by their route,
/// so that nothing a person typed into an address gets there.
struct ProblemMiddleware: RouterMiddleware {
    let clock: any SteadyClock

    func handle(
        _ request: Request, context: DoorContext, next: (Request, DoorContext) async throws -> Response
    ) async throws -> Response {
        let startedAt = clock.nowMilliseconds()
        var response: Response
        do {
            response = try await next(request, context)
        } catch let problem as Problem {
            response = problem.response(requestID: context.id)
        } catch let error as any HTTPResponseError {
            response = Self.problem(for: error.status).response(requestID: context.id)
        } catch is CancellationError {
            // The client is gone or the daemon stops: nobody reads the answer.
            response = Problem.busy.response(requestID: context.id)
        } catch {
            context.logger.error("a request failed", metadata: ["error": "\(error)"])
            response = Problem.internalError.response(requestID: context.id)
        }
        response.headers[.requestID] = context.id
        context.logger.info(
            "request",
            metadata: [
                "method": "\(request.method)", "route": "\(context.endpointPath ?? "-")", "status": "\(response.status.code)",
                "ms": "\(clock.nowMilliseconds() - startedAt)",
            ])
        return response
    }

    private static func problem(for status: HTTPResponse.Status) -> Problem {
        switch status {
        case .notFound: .notFound
        case .contentTooLarge: .tooLarge(bytesMax: DoorContext.bodyBytesMax)
        case .badRequest: .malformed
        default: .internalError
        }
    }
}
