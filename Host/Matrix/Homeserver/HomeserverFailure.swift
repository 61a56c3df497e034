public import UsherHTTP

/// Why a call to the bot's homeserver gave no result. For acts, all but ``refused(status:code:)`` and
/// ``limited(retryAfterMilliseconds:)`` mean that nobody knows whether the act was carried out.
public enum HomeserverFailure: Error, Hashable, Sendable {
    /// There was no answer.
    case noAnswer(HTTPFailure)
    /// It asks us to wait. Between half a second and an hour, whatever it says.
    case limited(retryAfterMilliseconds: Int64)
    /// A 4xx with a Matrix error; the code is its `errcode`.
    case refused(status: Int, code: String)
    /// A 5xx, a redirect, or a 4xx that does not come from a Matrix homeserver (a proxy's, say).
    case failed(status: Int)
    /// A 2xx whose body is not what the specification describes.
    case malformedAnswer
}
