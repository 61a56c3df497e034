/// The host's HTTP: only to the origins that the manifest names, TLS always verified, with the host's pools, caches and limits.
public struct HTTP {
    /// Most requests of one ``performMany(_:)`` (the header's limit).
    public static let requestsMax = 64

    let port: HTTPPort
    let call: Call

    /// Performs one exchange and waits for it. Any status is an answer; throws `.policy` when the manifest does not allow it,
    /// `.upstream` when there was no whole answer, `.limit` when it was too long.
    public func perform(_ request: HTTPRequest) throws -> HTTPResponse {
        try port.perform(request, over: call.open())
    }

    /// Performs at most ``requestsMax`` exchanges at the same time and waits for all. The results are in the order of `requests`.
    public func performMany(_ requests: [HTTPRequest]) throws -> [Result<HTTPResponse, PluginError>] {
        guard !requests.isEmpty else { return [] }
        guard requests.count <= Self.requestsMax else {
            throw PluginError(.limit, "\(requests.count) requests at once are too many (at most \(Self.requestsMax))")
        }
        return try port.performMany(requests, over: call.open())
    }
}
