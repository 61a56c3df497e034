internal import PluginABI

/// `usher.http/1` over ``ScriptedHTTP``.
let httpTable = usher_svc_http(
    size: 0, reserved: 0,
    perform: { call, request, out in
        serve(call) { call in Int(perform(request, out, in: call)) }
    },
    perform_many: { call, requests, outs, statuses, count in
        serve(call) { call in
            guard let requests, let outs, let statuses, count > 0 else { return USHER_E_INVALID }
            guard count <= 64 else { return USHER_E_LIMIT }
            // All at the same time: the longest one decides how long it takes.
            let start = call.host.now
            var end = start
            for index in 0..<Int(count) {
                call.host.now = start
                statuses[index] = perform(requests[index], outs[index], in: call)
                end = max(end, call.host.now)
            }
            call.host.now = end
            return USHER_OK
        }
    })

private func perform(
    _ raw: UnsafePointer<usher_http_request>?, _ out: UnsafeMutablePointer<usher_http_response>?, in call: TestCall
) -> usher_status {
    guard let raw, let out, raw.pointee.size >= 8, out.pointee.size >= 8 else { return usher_status(USHER_E_INVALID) }
    let host = call.host
    let request = clamped(raw, as: usher_http_request.self)
    let url = request.url.copy
    guard host.permissions.allowsHTTP(to: url) else {
        host.blame("usher.http to \(url), which the manifest does not name")
        return usher_status(USHER_E_POLICY)
    }
    guard request.auth_secret_key.len == 0 || host.permissions.usesSecrets else {
        host.blame("auth_secret_key without the permission \"secrets\"")
        return usher_status(USHER_E_POLICY)
    }
    guard let recorded = record(request, url, host) else { return usher_status(USHER_E_NOT_FOUND) }
    guard let answer = host.http.take(recorded) else {
        host.blame("no answer was prepared for \(recorded.method) \(url)")
        return usher_status(USHER_E_UPSTREAM)
    }
    let patience = request.timeout_ms == 0 ? call.remaining : min(Int64(request.timeout_ms), call.remaining)
    host.now += min(answer.takesMilliseconds, patience)
    guard answer.takesMilliseconds < patience else { return usher_status(USHER_E_TIMEOUT) }
    if let failure = answer.failure { return failure }
    guard UInt64(answer.body.count) <= (request.max_body == 0 ? 1 << 20 : min(request.max_body, 8 << 20)) else {
        return usher_status(USHER_E_LIMIT)
    }
    host.version.fill(
        out,
        with: usher_http_response(
            size: 0, status: answer.status, flags: answer.isFromCache ? UInt32(USHER_HTTP_FROM_CACHE) : 0,
            header_count: UInt32(answer.headers.count), retry_after_ms: answer.retryAfterMilliseconds,
            headers: call.lend(all: answer.headers.flatMap { [$0.name.lowercased(), $0.value] }),
            body: call.lend(answer.body),
            final_url: call.lend(Array((answer.finalURL ?? url).utf8))))
    return usher_status(USHER_OK)
}

/// The request as the third party would see it; `nil` when its secret does not exist.
private func record(_ request: usher_http_request, _ url: String, _ host: TestHost) -> ScriptedHTTP.Request? {
    var headers: [ScriptedHTTP.Header] = []
    if let texts = request.headers {
        for index in 0..<Int(request.header_count) {
            headers.append(.init(texts[2 * index].copy.lowercased(), texts[2 * index + 1].copy))
        }
    }
    let name = request.auth_secret_key.copy
    if !name.isEmpty {
        guard let secret = host.secrets.values[name] else { return nil }
        let scheme = request.auth_scheme.copy
        headers.append(
            .init("authorization", "\(scheme.isEmpty ? "Bearer" : scheme) \(String(decoding: secret, as: UTF8.self))"))
    }
    let method = request.method.copy
    return ScriptedHTTP.Request(
        method: method.isEmpty ? "GET" : method, url: url, headers: headers, body: request.body.bytes,
        isCached: request.flags & UInt32(USHER_HTTP_CACHE) != 0,
        followsRedirects: request.flags & UInt32(USHER_HTTP_NO_REDIRECT) == 0)
}
