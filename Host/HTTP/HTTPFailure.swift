/// Why there is no answer. Closed, and without any text of the outside world: it can be logged and compared.
///
/// None of these says anything about what the other side did with the request: it may have been carried out.
public enum HTTPFailure: Error, Hashable, Sendable {
    /// The request cannot be sent: no such scheme here, a bad address, control characters in a header.
    case invalidRequest
    /// ``AddressPolicy`` forbids every address that the name leads to. No connection was made.
    case addressForbidden
    /// The name has no address, or the resolver did not answer.
    case couldNotResolve
    /// Nobody accepted a connection.
    case couldNotConnect
    /// No TLS: the certificate is not believed, names somebody else, or the handshake failed.
    case tlsFailed
    /// The deadline of the exchange, or of its connection, passed.
    case timedOut
    /// The answer is longer than the caller, or this client, accepts.
    case tooLarge
    /// The connection ended in the middle of the exchange.
    case connectionLost
    /// What came is not HTTP.
    case protocolViolation
    /// The awaiting task was cancelled, or the client was shut down.
    case cancelled
    /// More requests wait already than are worth having.
    case busy
    /// libcurl failed for a reason of its own; its code, for the log.
    case internalError(code: UInt32)
}
