internal import PluginABI
internal import UsherWire

/// usher.http/1: answers what the author wrote down, or what the test wants.
enum HTTPTable {
    static func make(size: UInt32) -> usher_svc_http {
        usher_svc_http(
            size: size, reserved: 0,
            perform: { handle, request, output in
                Service.serve(handle, "usher.http perform", isOutside: true, permission: "http") { host, state in
                    HTTPTable.perform(host, state, request, output)
                }
            },
            perform_many: { handle, requests, outputs, statuses, count in
                Service.serve(handle, "usher.http perform_many", isOutside: true, permission: "http") { host, state in
                    guard count > 0 else { return USHER_OK }
                    guard let requests, let outputs, let statuses else { return USHER_E_INVALID }
                    guard count <= Limit.exchanges else { return USHER_E_LIMIT }
                    for index in 0..<Int(count) {
                        statuses[index] = usher_status(HTTPTable.perform(host, state, requests[index], outputs[index]))
                    }
                    return USHER_OK
                }
            })
    }

    private static func perform(
        _ host: FakeHost, _ state: CallState, _ request: UnsafePointer<usher_http_request>?,
        _ output: UnsafeMutablePointer<usher_http_response>?
    ) -> Int {
        guard let request, let output else { return USHER_E_INVALID }
        let raw = UnsafeMutableRawPointer(output)
        let size = raw.loadUnaligned(as: UInt32.self)
        let asked = readClamped(
            UnsafeRawPointer(request), size: UnsafeRawPointer(request).loadUnaligned(as: UInt32.self),
            over: usher_http_request())
        guard (8...4_096).contains(size), (8...4_096).contains(asked.size) else {
            host.reporter.error(
                .size, "usher_http_request.size is \(asked.size) and usher_http_response.size is \(size)",
                change: "set both to their sizeof before usher.http perform", in: state.function)
            return USHER_E_INVALID
        }
        do {
            let checked = try HTTPRequestCheck(asked, host, state)
            return answer(host, state, checked, raw, size)
        } catch {
            return error.status
        }
    }

    private static func answer(
        _ host: FakeHost, _ state: CallState, _ request: HTTPRequestCheck, _ output: UnsafeMutableRawPointer, _ size: UInt32
    ) -> Int {
        state.exchanges += 1
        let answer: HTTPAnswer
        switch state.behaviour.http {
        case .always(let always): answer = always
        case .script:
            if let scripted = host.script.first(where: { $0.url == request.url && $0.method == request.method }) {
                answer = scripted.answer
            } else {
                if state.behaviour.isAuthored {
                    host.reporter.note(
                        "it asked for \(request.method) \(request.url), for which check has no answer under \"http\": it was "
                            + "answered 404")
                }
                answer = HTTPAnswer(status: 404)
            }
        }
        if answer.body.count > request.bodyBytesMax { return USHER_E_LIMIT }
        let texts = answer.headers.flatMap { [$0.0, $0.1] }
        let stride = MemoryLayout<usher_str>.stride
        guard let body = host.keep(answer.body, for: state, "the body of usher.http perform"),
            let final = host.keep(Array(request.url.utf8), for: state, "the final_url of usher.http perform"),
            let block = host.allocate(texts.count * stride, for: state, "the headers of usher.http perform")
        else { return USHER_E_LIMIT }
        for (index, text) in texts.enumerated() {
            guard let kept = host.keep(Array(text.utf8), for: state, "a header of usher.http perform") else {
                return USHER_E_LIMIT
            }
            block.storeBytes(of: kept, toByteOffset: index * stride, as: usher_str.self)
        }
        let response = usher_http_response(
            size: size, status: answer.status, flags: 0, header_count: UInt32(answer.headers.count),
            retry_after_ms: answer.retryAfterMilliseconds, headers: UnsafePointer(block.assumingMemoryBound(to: usher_str.self)),
            body: body, final_url: final)
        writeClamped(response, to: output, size: size)
        return USHER_OK
    }
}
