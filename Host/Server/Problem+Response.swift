import FoundationEssentials
import HTTPTypes
import Hummingbird

extension Problem {
    private struct Body: Encodable {
        let type: String
        let title: String
        let status: Int
        let detail: String
        let code: String
        let request_id: String
        let retry_after_ms: Int64?
        let place: Problem.Place?
    }

    /// The problem as `application/problem+json`.
    func response(requestID: String) -> Response {
        let body = Body(
            type: "urn:usher:problem:\(code)", title: title, status: status.code, detail: detail, code: code,
            request_id: requestID, retry_after_ms: retryAfterMilliseconds, place: place)
        var response = JSON.response(body, status: status)
        response.headers[.contentType] = "application/problem+json"
        if let retryAfterMilliseconds {
            response.headers[.retryAfter] = "\((retryAfterMilliseconds + 999) / 1000)"
        }
        return response
    }
}
