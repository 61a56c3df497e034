/// What a running call asks of the daemon, always for the call's own instance. A call asks for one thing at a time.
public enum ServiceRequest: Hashable, Sendable {
    case keyValue(KeyValueRequest)
    case secret(SecretRequest)
    /// At least one; all at the same time.
    case http([WireHTTPRequest])
    case connect(host: String, port: UInt16)

    enum Tag {
        static let keyValue: UInt8 = 1
        static let secret: UInt8 = 2
        static let http: UInt8 = 3
        static let connect: UInt8 = 4
    }

    /// How many ``ServiceReply`` the worker waits for.
    public var replies: Int {
        if case .http(let requests) = self { return requests.count }
        return 1
    }

    init(from reader: inout FrameReader) throws(WireFault) {
        switch try reader.u8() {
        case Tag.keyValue:
            self = .keyValue(try KeyValueRequest(from: &reader))
        case Tag.secret:
            self = .secret(try SecretRequest(from: &reader))
        case Tag.http:
            var requests: [WireHTTPRequest] = []
            for _ in 0..<(try reader.count(atMost: Limit.exchanges)) { requests.append(try WireHTTPRequest(from: &reader)) }
            guard !requests.isEmpty else { throw .unknownValue }
            self = .http(requests)
        case Tag.connect:
            self = .connect(host: try reader.text(atMost: Limit.hostName), port: try reader.u16())
        default:
            throw .unknownValue
        }
    }
}

/// A ``ServiceRequest`` as the worker sends it, straight out of the plugin's memory. Whoever makes one has checked the lengths.
public enum BorrowedServiceRequest {
    case keyValue(BorrowedKeyValueRequest)
    case secret(BorrowedSecretRequest)
    case http([BorrowedHTTPRequest])
    case connect(host: UnsafeRawBufferPointer, port: UInt16)

    /// How many ``ServiceReply`` will come.
    public var replies: Int {
        if case .http(let requests) = self { return requests.count }
        return 1
    }

    /// Appends the request as a frame of the running `call`. Throws ``WireFault/tooLarge`` when its parts are too much together.
    public func write(to writer: inout FrameWriter, call: UInt64) throws(WireFault) {
        writer.begin(.service, call: call)
        switch self {
        case .keyValue(let request):
            writer.u8(ServiceRequest.Tag.keyValue)
            request.write(to: &writer)
        case .secret(let request):
            writer.u8(ServiceRequest.Tag.secret)
            request.write(to: &writer)
        case .http(let requests):
            writer.u8(ServiceRequest.Tag.http)
            writer.count(requests.count, atMost: Limit.exchanges)
            for request in requests { request.write(to: &writer) }
        case .connect(let host, let port):
            writer.u8(ServiceRequest.Tag.connect)
            writer.bytes(host)
            writer.u16(port)
        }
        try writer.finish()
    }
}
