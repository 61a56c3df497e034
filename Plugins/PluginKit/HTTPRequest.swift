/// A header of a request or of an answer.
public struct HTTPHeader: Hashable, Sendable {
    /// In lower case where it comes from the host.
    public let name: String
    /// Without line breaks.
    public let value: String

    /// Puts the parts together.
    public init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}

/// A request that the host performs for the plugin (``Call/http``).
///
/// ```swift
/// var request = HTTPRequest(url: "https://api.example.com/teams/\(team)/members")
/// request.credential = .bearer(secret: "config/token")
/// request.isCached = true
/// ```
public struct HTTPRequest: Hashable, Sendable {
    /// The methods that a host knows.
    public enum Method: String, Hashable, Sendable, CaseIterable {
        case get = "GET"
        case head = "HEAD"
        case post = "POST"
        case put = "PUT"
        case patch = "PATCH"
        case delete = "DELETE"
    }

    /// A secret that the host puts into the header `Authorization`: it never enters the plugin.
    public struct Credential: Hashable, Sendable {
        /// The word before the secret, for example `Bearer`.
        public let scheme: String
        /// The name of the secret, for example `config/token` or ``Subject/secretKey``.
        public let secret: String

        /// Puts the parts together.
        public init(scheme: String, secret: String) {
            self.scheme = scheme
            self.secret = secret
        }

        /// `Authorization: Bearer …` (RFC 6750).
        public static func bearer(secret: String) -> Credential { Credential(scheme: "Bearer", secret: secret) }
    }

    /// What to do with it.
    public var method: Method
    /// On an origin that the manifest names (``Permissions/http``).
    public var url: String
    /// Beside those that the host sets.
    public var headers: [HTTPHeader]
    /// At most 1 MiB.
    public var body: [UInt8]
    /// The secret to show.
    public var credential: Credential?
    /// Keeps the answer, and asks with its ETag next time; with `.get` only.
    public var isCached = false
    /// Whether a 3xx answer is followed, to origins that the manifest names.
    public var followsRedirects = true
    /// How long it may take; 0 = what is left until the call's deadline.
    public var timeoutMilliseconds: UInt32 = 0
    /// Longest answer taken, in bytes; 0 = 1 MiB; at most 8 MiB.
    public var answerBytesMax: UInt64 = 0

    /// Puts the parts together.
    public init(
        _ method: Method = .get, url: String, headers: [HTTPHeader] = [], body: [UInt8] = [], credential: Credential? = nil
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.credential = credential
    }

    /// A POST with form fields (`application/x-www-form-urlencoded`).
    public static func form(url: String, fields: [(String, String)]) -> HTTPRequest {
        HTTPRequest(
            .post, url: url, headers: [HTTPHeader("content-type", "application/x-www-form-urlencoded")],
            body: Array(FormFields.encoded(fields).utf8))
    }
}
