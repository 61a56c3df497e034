internal import PluginABI
internal import UsherWire

/// usher.http/1: the daemon makes the exchanges, many of one request at the same time.
enum ExchangeTable {
    static func make() -> UnsafeRawPointer {
        let table = UnsafeMutablePointer<usher_svc_http>.allocate(capacity: 1)
        table.initialize(
            to: usher_svc_http(
                size: UInt32(MemoryLayout<usher_svc_http>.size),
                reserved: 0,
                perform: { ExchangeTable.perform($0, $1, $2) },
                perform_many: { ExchangeTable.performMany($0, $1, $2, $3, $4) }))
        return UnsafeRawPointer(table)
    }

    private static func perform(
        _ handle: UnsafeMutablePointer<usher_call>?, _ request: UnsafePointer<usher_http_request>?,
        _ output: UnsafeMutablePointer<usher_http_response>?
    ) -> usher_status {
        switch Exchange.read(request, output) {
        case .failure(let fault):
            return fault.status.rawValue
        case .success(let exchange):
            var statuses = [StatusCode.internal.rawValue]
            let problem = perform(handle, [(0, exchange)]) { statuses[$0] = $1 }
            return problem == .ok ? statuses[0] : problem.rawValue
        }
    }

    private static func performMany(
        _ handle: UnsafeMutablePointer<usher_call>?, _ requests: UnsafePointer<UnsafePointer<usher_http_request>?>?,
        _ outputs: UnsafePointer<UnsafeMutablePointer<usher_http_response>?>?, _ statuses: UnsafeMutablePointer<usher_status>?,
        _ count: UInt32
    ) -> usher_status {
        guard count > 0 else { return StatusCode.ok.rawValue }
        guard let requests, let outputs, let statuses else { return StatusCode.invalid.rawValue }
        guard count <= Limit.exchanges else { return StatusCode.limit.rawValue }
        var exchanges: [(Int, Exchange)] = []
        for index in 0..<Int(count) {
            switch Exchange.read(requests[index], outputs[index]) {
            case .failure(let fault):
                statuses[index] = fault.status.rawValue
            case .success(let exchange):
                statuses[index] = StatusCode.internal.rawValue
                exchanges.append((index, exchange))
            }
        }
        // What makes no sense was refused by itself; the others are tried all the same.
        guard !exchanges.isEmpty else { return StatusCode.ok.rawValue }
        let problem = perform(handle, exchanges) { statuses[$0] = $1 }
        if problem != .ok {
            for (index, _) in exchanges { statuses[index] = problem.rawValue }
        }
        return problem.rawValue
    }

    /// Tells `end` what came of each exchange, by the number that was given with it.
    private static func perform(
        _ handle: UnsafeMutablePointer<usher_call>?, _ exchanges: [(number: Int, exchange: Exchange)],
        _ end: (Int, usher_status) -> Void
    ) -> StatusCode {
        Runtime.shared.ask(handle, .http(exchanges.map(\.exchange.request))) { call, reply, descriptor in
            Runtime.drop(descriptor)
            guard case .exchange(let place, let response) = reply.payload, exchanges.indices.contains(place) else { return }
            let (number, exchange) = exchanges[place]
            guard reply.status == StatusCode.ok.rawValue, let response else {
                return end(number, min(reply.status, StatusCode.invalid.rawValue))
            }
            end(number, exchange.write(response, call).rawValue)
        }
    }
}

/// One exchange that a plugin wants: what it asks for, and where the answer goes.
struct Exchange {
    let request: BorrowedHTTPRequest
    private let output: UnsafeMutableRawPointer
    private let outputSize: UInt32

    /// Reads a request by rule R1.
    static func read(
        _ request: UnsafePointer<usher_http_request>?, _ output: UnsafeMutablePointer<usher_http_response>?
    ) -> Result<Exchange, GivenFault> {
        do throws(GivenFault) {
            guard let request, let output else { throw .invalid }
            return .success(try Exchange(UnsafeRawPointer(request), UnsafeMutableRawPointer(output)))
        } catch {
            return .failure(error)
        }
    }

    private init(_ pointer: UnsafeRawPointer, _ output: UnsafeMutableRawPointer) throws(GivenFault) {
        let size = pointer.loadUnaligned(as: UInt32.self)
        outputSize = output.loadUnaligned(as: UInt32.self)
        self.output = output
        let asked = readClamped(pointer, size: size, over: usher_http_request())
        // A response without a status says nothing.
        guard size >= 4, (8...UInt32(Limit.structure)).contains(outputSize), asked.url.len != 0 else { throw .invalid }
        guard asked.max_body <= Limit.responseBody else { throw .limit }
        request = BorrowedHTTPRequest(
            flags: asked.flags, timeoutMilliseconds: asked.timeout_ms, bodyBytesMax: asked.max_body,
            method: try asked.method.checkedLine(Limit.algorithm), url: try asked.url.checkedLine(Limit.url),
            headers: try Self.headers(asked), body: try asked.body.checkedBytes(Limit.body),
            authScheme: try asked.auth_scheme.checkedLine(Limit.headerName),
            authSecretName: try asked.auth_secret_key.checkedText(Limit.secretName))
    }

    private static func headers(_ asked: usher_http_request) throws(GivenFault) -> [UnsafeRawBufferPointer] {
        guard asked.header_count > 0 else { return [] }
        guard asked.header_count <= Limit.headers else { throw .limit }
        guard let list = asked.headers else { throw .invalid }
        let raw = UnsafeRawPointer(list)
        var headers: [UnsafeRawBufferPointer] = []
        for index in 0..<(2 * Int(asked.header_count)) {
            let text = raw.loadUnaligned(fromByteOffset: index * MemoryLayout<usher_str>.stride, as: usher_str.self)
            let isName = index.isMultiple(of: 2)
            guard !isName || text.len != 0 else { throw .invalid }
            headers.append(try text.checkedLine(isName ? Limit.headerName : Limit.headerValue))
        }
        return headers
    }

    /// Gives the plugin what came back, in memory of its call.
    func write(_ response: BorrowedHTTPResponse, _ call: Call) -> StatusCode {
        guard let headers = call.keep(response.headers), let body = call.keep(response.body),
            let url = call.keep(response.finalURL)
        else { return .limit }
        let answer = usher_http_response(
            size: outputSize, status: response.status, flags: response.flags,
            header_count: UInt32(response.headers.count / 2), retry_after_ms: response.retryAfterMilliseconds,
            headers: response.headers.isEmpty ? nil : headers, body: body, final_url: url)
        writeClamped(answer, to: output, size: outputSize)
        return .ok
    }
}
