public import PluginABI

/// The third parties of a test: answers that were prepared, and the requests that came.
///
/// ```swift
/// host.http.answer("GET", "https://api.example.com/teams", with: .json(#"[{"id":1}]"#))
/// // … ask the plugin …
/// #expect(host.http.requests.map(\.url) == ["https://api.example.com/teams"])
/// ```
public final class ScriptedHTTP {
    /// A header; the name is in lower case.
    public struct Header: Hashable, Sendable {
        /// In lower case.
        public let name: String
        /// As it was sent.
        public let value: String

        /// Puts the parts together.
        public init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    /// A request as the third party would see it: a secret that the host adds is in `authorization`.
    public struct Request: Hashable, Sendable {
        /// In capitals.
        public let method: String
        /// With its query.
        public let url: String
        /// With the `authorization` that the host adds.
        public let headers: [Header]
        /// The bytes.
        public let body: [UInt8]
        /// Whether the plugin asked for the cache.
        public let isCached: Bool
        /// Whether the plugin wants redirects followed.
        public let followsRedirects: Bool

        /// The body as text.
        public var text: String { String(decoding: body, as: UTF8.self) }

        /// The first header of this name, in lower case.
        public func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }
    }

    /// What the third party answers, and how long it takes.
    public struct Answer: Sendable {
        /// Of HTTP.
        public var status: UInt32
        /// Names in any case.
        public var headers: [Header]
        /// The bytes.
        public var body: [UInt8]
        /// After redirects; `nil` = the address that was asked.
        public var finalURL: String?
        /// Whether the host found that nothing had changed.
        public var isFromCache = false
        /// `Retry-After`; -1 = not given.
        public var retryAfterMilliseconds: Int64 = -1
        /// How long it takes; longer than the call has left makes it a time-out.
        public var takesMilliseconds: Int64 = 0
        /// What the host says instead, for example `USHER_E_UPSTREAM` for a connection that broke.
        public var failure: usher_status?

        /// Puts the parts together.
        public init(_ status: UInt32, headers: [Header] = [], body: [UInt8] = []) {
            self.status = status
            self.headers = headers
            self.body = body
        }

        /// An answer with JSON.
        public static func json(_ text: String, status: UInt32 = 200, headers: [Header] = []) -> Answer {
            Answer(status, headers: [Header("content-type", "application/json")] + headers, body: Array(text.utf8))
        }

        /// No answer: the host says why.
        public static func failure(_ status: Int) -> Answer {
            var answer = Answer(0)
            answer.failure = usher_status(status)
            return answer
        }
    }

    /// What came, in order.
    public private(set) var requests: [Request] = []
    /// Answers what nothing was prepared for.
    public var fallback: ((Request) -> Answer?)?

    private var prepared: [String: [Answer]] = [:]

    /// Prepares answers for a method and an address. Each is given once, except the last one, which stays.
    public func answer(_ method: String, _ url: String, with answers: Answer...) {
        prepared["\(method) \(url)"] = answers
    }

    func take(_ request: Request) -> Answer? {
        requests.append(request)
        let key = "\(request.method) \(request.url)"
        guard var answers = prepared[key], let next = answers.first else { return fallback?(request) }
        if answers.count > 1 {
            answers.removeFirst()
            prepared[key] = answers
        }
        return next
    }
}
