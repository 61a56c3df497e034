internal import PluginABI

/// `usher.http/1` behind Swift types.
struct HTTPPort {
    let table: usher_svc_http

    func perform(_ request: HTTPRequest, over port: CallPort) throws -> HTTPResponse {
        guard let perform = table.perform else { throw CallPort.missing(USHER_SVC_HTTP) }
        var out = Self.emptyResponse
        let status = request.lend { request in
            withUnsafePointer(to: request) { request in port.with { perform($0, request, &out) } }
        }
        try port.succeed(status, "usher.http perform")
        return HTTPResponse(out)
    }

    func performMany(_ requests: [HTTPRequest], over port: CallPort) throws -> [Result<HTTPResponse, PluginError>] {
        guard let performMany = table.perform_many else { throw CallPort.missing(USHER_SVC_HTTP) }
        return try Self.lend(requests[...]) { raw in
            var raw = raw
            var outs = [usher_http_response](repeating: Self.emptyResponse, count: raw.count)
            var statuses = [usher_status](repeating: usher_status(USHER_E_INTERNAL), count: raw.count)
            try raw.withUnsafeMutableBufferPointer { raw in
                try outs.withUnsafeMutableBufferPointer { outs in
                    let pointers = raw.indices.map { raw.baseAddress.map { UnsafePointer($0) }?.advanced(by: $0) }
                    let answers = outs.indices.map { outs.baseAddress?.advanced(by: $0) }
                    let status = port.with { performMany($0, pointers, answers, &statuses, UInt32(pointers.count)) }
                    try port.succeed(status, "usher.http perform_many")
                }
            }
            return zip(statuses, outs).map { status, out in
                status == USHER_OK
                    ? .success(HTTPResponse(out)) : .failure(CallPort.error(status, "usher.http perform_many"))
            }
        }
    }

    /// Lends all requests to `body` at once, in their order.
    private static func lend<Result>(
        _ requests: ArraySlice<HTTPRequest>, _ lent: [usher_http_request] = [], to body: ([usher_http_request]) throws -> Result
    ) rethrows -> Result {
        guard let first = requests.first else { return try body(lent) }
        return try first.lend { try lend(requests.dropFirst(), lent + [$0], to: body) }
    }

    private static var emptyResponse: usher_http_response {
        var response = usher_http_response()
        response.size = UInt32(MemoryLayout<usher_http_response>.size)
        response.retry_after_ms = -1
        return response
    }
}

extension HTTPRequest {
    /// Lends the request as the header wants it.
    fileprivate func lend<Result>(to body: (usher_http_request) throws -> Result) rethrows -> Result {
        var raw = usher_http_request()
        raw.size = UInt32(MemoryLayout<usher_http_request>.size)
        if isCached { raw.flags |= UInt32(USHER_HTTP_CACHE) }
        if !followsRedirects { raw.flags |= UInt32(USHER_HTTP_NO_REDIRECT) }
        raw.header_count = UInt32(headers.count)
        raw.timeout_ms = timeoutMilliseconds
        raw.max_body = answerBytesMax
        let fixed = [method.rawValue, url, credential?.scheme ?? "", credential?.secret ?? ""].map { Array($0.utf8) }
        let names = headers.flatMap { [Array($0.name.utf8), Array($0.value.utf8)] }
        return try lending(all: [self.body] + fixed + names) { parts in
            raw.body = parts[0]
            (raw.method, raw.url, raw.auth_scheme, raw.auth_secret_key) = (parts[1], parts[2], parts[3], parts[4])
            return try Array(parts[5...]).withUnsafeBufferPointer { headers in
                raw.headers = headers.isEmpty ? nil : headers.baseAddress
                return try body(raw)
            }
        }
    }
}

extension HTTPResponse {
    /// Copies what the host handed out.
    fileprivate init(_ raw: usher_http_response) {
        self.init(
            status: Int(raw.status), headers: headersBehind(raw.headers, count: raw.header_count), body: raw.body.bytes,
            finalURL: raw.final_url.text, isFromCache: raw.flags & UInt32(USHER_HTTP_FROM_CACHE) != 0,
            retryAfterMilliseconds: raw.retry_after_ms < 0 ? nil : raw.retry_after_ms)
    }
}
