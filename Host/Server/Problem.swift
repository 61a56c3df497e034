import HTTPTypes

/// An error as the client sees it: problem details (RFC 9457). The code is stable; the texts are for people and hold no secret.
struct Problem: Error, Sendable {
    let status: HTTPResponse.Status
    let code: String
    let title: String
    let detail: String
    var retryAfterMilliseconds: Int64?
    /// Where in a rule's text it is.
    var place: Place?

    /// A place in a text: one-based, in characters.
    struct Place: Encodable, Sendable {
        let line: Int
        let column: Int
    }

    init(_ status: HTTPResponse.Status, _ code: String, _ title: String, _ detail: String, retryAfterMilliseconds: Int64? = nil) {
        self.status = status
        self.code = code
        self.title = title
        self.detail = detail
        self.retryAfterMilliseconds = retryAfterMilliseconds
    }

    /// The same, with another time to wait.
    func waiting(milliseconds: Int64) -> Problem {
        var problem = self
        problem.retryAfterMilliseconds = milliseconds
        return problem
    }

    static let notFound = Problem(.notFound, "not-found", "Not found", "There is nothing at this address.")
    static func tooLarge(bytesMax: Int) -> Problem {
        Problem(.contentTooLarge, "too-large", "Too large", "The request is larger than \(bytesMax) bytes.")
    }
    static let malformed = Problem(
        .badRequest, "malformed", "Malformed request", "The request is not the JSON object that this address expects.")
    static let notJSON = Problem(
        .unsupportedMediaType, "not-json", "Not JSON", "Send the request with Content-Type: application/json.")
    static let otherOrigin = Problem(
        .forbidden, "other-origin", "Sent from another site", "Open Usher's own page and try again.")
    static let csrf = Problem(
        .forbidden, "csrf", "The page is out of date", "Reload the page and try again.")
    static let noSession = Problem(
        .unauthorized, "no-session", "Not signed in", "Confirm your Matrix ID first.")
    static let internalError = Problem(
        .internalServerError, "internal", "Something went wrong", "Try again. If it stays, tell the admin the request id.")
    static let authoriserUnavailable = Problem(
        .serviceUnavailable, "authoriser-unavailable", "Not available at the moment",
        "What checks this invitation does not answer. Nothing was used up; try again in a moment.", retryAfterMilliseconds: 2_000)
    static let identityRefused = Problem(
        .unauthorized, "identity-refused", "Not confirmed", "Your homeserver did not confirm who you are. Sign in again.")
    static let identityReplayed = Problem(
        .unauthorized, "identity-replayed", "Used before", "This confirmation was used before. Sign in again.")
    static let identityUnreachable = Problem(
        .serviceUnavailable, "identity-unreachable", "Homeserver not reached",
        "Your homeserver could not be asked who you are. Try again in a moment.", retryAfterMilliseconds: 5_000)
    /// One answer for a signature that is wrong, an instance that does not exist, and one that takes no webhooks.
    static let webhookRefused = Problem(
        .forbidden, "webhook-refused", "Not believed", "Nothing here takes this request, or its signature is wrong.")
    static let webhookUnavailable = Problem(
        .serviceUnavailable, "webhook-unavailable", "Not available at the moment",
        "What reads these requests does not answer. Send it again in a moment.")
    static let tooSlow = Problem(
        .requestTimeout, "too-slow", "Too slow", "The request did not come in time. Send it again.")
    static let headTooLarge = Problem(
        .requestHeaderFieldsTooLarge, "head-too-large", "Too many headers", "The request's headers or its query are too long.")
    static let busy = Problem(
        .tooManyRequests, "busy", "Too many requests", "Too much is asked at the moment. Try again in a moment.",
        retryAfterMilliseconds: 2_000)
}
