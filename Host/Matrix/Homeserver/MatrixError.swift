import UsherDomain
import UsherHTTP

/// The standard error of the client-server API: `{"errcode","error","retry_after_ms"}`. The text `error` is not looked at.
struct MatrixError: Hashable {
    /// Longest `errcode` that is taken for one, in bytes.
    private static let codeBytesMax = 64

    let code: String
    let retryAfterMilliseconds: Int64?

    /// Parses a body; `nil` when it is no Matrix error.
    init?(body: [UInt8]) {
        let value: JSONValue
        do {
            value = try JSONValue(parsing: body)
        } catch {
            return nil
        }
        guard let code = value["errcode"]?.string, Self.isCode(code) else { return nil }
        self.code = code
        retryAfterMilliseconds = value["retry_after_ms"]?.integer
    }

    private static func isCode(_ text: String) -> Bool {
        guard (1...codeBytesMax).contains(text.utf8.count) else { return false }
        return text.utf8.allSatisfy { byte in
            (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte & 0xdf) || (48...57).contains(byte)
                || byte == UInt8(ascii: "_") || byte == UInt8(ascii: ".")
        }
    }
}

extension HomeserverFailure {
    /// How long we wait after a 429 that does not say, in milliseconds.
    static let defaultWaitMilliseconds: Int64 = 5_000
    /// What is made of the waits that are asked for: no hammering, and no day of silence because of a typing error.
    static let waitMilliseconds: ClosedRange<Int64> = 500...3_600_000

    /// What an answer other than 2xx means. The larger of the two hints about waiting counts (client-server API, "Rate
    /// limiting").
    init(answer: HTTPResponse, now: Instant) {
        let error = MatrixError(body: answer.body)
        if answer.status == 429 || error?.code == "M_LIMIT_EXCEEDED" {
            let header = answer.headers.first("retry-after").flatMap { RetryAfter.milliseconds($0, now: now) }
            let wanted = [header, error?.retryAfterMilliseconds].compactMap { $0 }.max() ?? Self.defaultWaitMilliseconds
            let range = Self.waitMilliseconds
            self = .limited(retryAfterMilliseconds: min(max(wanted, range.lowerBound), range.upperBound))
        } else if (400...499).contains(answer.status), let error {
            self = .refused(status: answer.status, code: error.code)
        } else {
            self = .failed(status: answer.status)
        }
    }
}
