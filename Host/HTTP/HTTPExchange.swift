/// Something under way at an ``HTTPClient`` that was begun without a task. Any thread.
public struct HTTPExchange: Sendable {
    let id: UInt64
    let mailbox: Mailbox

    /// Ends it soon, as ``HTTPFailure/cancelled``, unless it has ended already.
    public func cancel() {
        mailbox.cancel(id)
    }
}

extension HTTPClient {
    /// Begins what ``perform(_:)`` waits for. `completion` is called exactly once, on the client's thread, which it must not hold
    /// up. When this throws, the request was not taken, and nobody is called.
    public func begin(
        _ request: HTTPRequest, completion: @escaping @Sendable (Result<HTTPResponse, HTTPFailure>) -> Void
    ) throws(HTTPFailure) -> HTTPExchange {
        try leave(request, for: .exchange) { result in
            completion(
                result.map { outcome in
                    guard case .response(let response) = outcome else {
                        preconditionFailure("an exchange ends with an answer or a failure")
                    }
                    return response
                })
        }
    }

    /// Begins what ``connect(host:port:addresses:deadlineMilliseconds:)`` waits for, in the way of ``begin(_:completion:)``.
    /// Whoever is called owns the descriptor.
    public func beginConnecting(
        host: String, port: UInt16, addresses: AddressPolicy, deadlineMilliseconds: Int,
        completion: @escaping @Sendable (Result<Int32, HTTPFailure>) -> Void
    ) throws(HTTPFailure) -> HTTPExchange {
        guard let request = Self.request(host, port, addresses, deadlineMilliseconds) else { throw .invalidRequest }
        return try leave(request, for: .connection) { result in
            completion(
                result.map { outcome in
                    guard case .connection(let descriptor) = outcome else {
                        preconditionFailure("a connection ends with a descriptor or a failure")
                    }
                    return descriptor
                })
        }
    }
}
