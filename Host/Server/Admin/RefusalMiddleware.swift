import HTTPTypes
import Hummingbird
import HummingbirdCore
import UsherDomain
import UsherEngine

/// Turns what the use cases refuse into problem details, with their own code and words.
struct RefusalMiddleware: RouterMiddleware {
    func handle(
        _ request: Request, context: DoorContext, next: (Request, DoorContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch let refusal as GoverningRefusal {
            throw Problem(Self.status(refusal.code), refusal.code.rawValue, "Not done", refusal.message)
        } catch let refusal as PolicyRefusal {
            throw Problem(Self.status(refusal.code), refusal.code.rawValue, "Not changed", refusal.description)
        } catch let problem as RuleTextProblem {
            throw Problem(problem)
        }
    }

    private static func status(_ code: GoverningRefusal.Code) -> HTTPResponse.Status {
        switch code {
        case .notReady: .serviceUnavailable
        case .unknownPlan, .unknownRoom, .unknownRun, .noRule: .notFound
        case .ambiguousPlan, .planOvertaken, .paused: .conflict
        }
    }

    private static func status(_ code: PolicyRefusal.Code) -> HTTPResponse.Status {
        switch code {
        case .unknownRoom, .unknownName: .notFound
        case .invalid: .badRequest
        case .changedMeanwhile, .inUse: .conflict
        }
    }
}

extension Problem {
    /// A rule that cannot be read, with its excerpt.
    init(_ problem: RuleTextProblem) {
        self.init(.badRequest, "rule-text", "The rule cannot be read", "\(problem)\n\(problem.excerpt)")
        place = Place(line: problem.line, column: problem.column)
    }
}
