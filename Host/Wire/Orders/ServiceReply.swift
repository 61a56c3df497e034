/// What the daemon answers to a ``ServiceRequest``. Each request gets exactly ``ServiceRequest/replies`` of them, whatever
/// happens to the call meanwhile.
public struct ServiceReply: Hashable, Sendable {
    /// What comes with a status, by the kind of request.
    public enum Payload: Hashable, Sendable {
        case nothing
        /// usher.kv get, and usher.secrets get with version 0.
        case value(version: UInt64, [UInt8])
        case keys([String])
        /// One of the exchanges that were asked for, by its place in the request; `nil` unless the status is OK.
        case exchange(Int, WireHTTPResponse?)
        /// A descriptor travels with this frame (SCM_RIGHTS, on its first byte).
        case descriptor
    }

    enum Tag {
        static let nothing: UInt8 = 0
        static let value: UInt8 = 1
        static let keys: UInt8 = 2
        static let exchange: UInt8 = 3
        static let descriptor: UInt8 = 4
    }

    /// ``StatusCode`` of usher_plugin.h.
    public let status: Int32
    public let payload: Payload

    public init(_ status: StatusCode, _ payload: Payload = .nothing) {
        self.status = status.rawValue
        self.payload = payload
    }

    func write(to writer: inout FrameWriter) {
        writer.i32(status)
        switch payload {
        case .nothing:
            writer.u8(Tag.nothing)
        case .value(let version, let value):
            writer.u8(Tag.value)
            writer.u64(version)
            writer.bytes(value, atMost: Limit.value)
        case .keys(let keys):
            writer.u8(Tag.keys)
            writer.count(keys.count, atMost: Limit.keys)
            for key in keys { writer.text(key, atMost: Limit.key) }
        case .exchange(let index, let response):
            writer.u8(Tag.exchange)
            writer.count(index, atMost: Limit.exchanges)
            writer.bool(response != nil)
            response?.write(to: &writer)
        case .descriptor:
            writer.u8(Tag.descriptor)
        }
    }
}

/// A ``ServiceReply`` as the worker reads it. Lives as long as its frame.
public struct BorrowedReply {
    /// ``ServiceReply/Payload``, borrowed.
    public enum Payload {
        case nothing
        case value(version: UInt64, UnsafeRawBufferPointer)
        case keys([UnsafeRawBufferPointer])
        case exchange(Int, BorrowedHTTPResponse?)
        case descriptor
    }

    public let status: Int32
    public let payload: Payload

    /// Whether a descriptor travels with this reply; `reader` stands behind the head of its frame.
    public static func carriesDescriptor(_ reader: inout FrameReader) throws(WireFault) -> Bool {
        _ = try reader.i32()
        return try reader.u8() == ServiceReply.Tag.descriptor
    }

    init(from reader: inout FrameReader) throws(WireFault) {
        status = try reader.i32()
        switch try reader.u8() {
        case ServiceReply.Tag.nothing:
            payload = .nothing
        case ServiceReply.Tag.value:
            payload = .value(version: try reader.u64(), try reader.borrowed(atMost: Limit.value))
        case ServiceReply.Tag.keys:
            var keys: [UnsafeRawBufferPointer] = []
            for _ in 0..<(try reader.count(atMost: Limit.keys)) { keys.append(try reader.borrowed(atMost: Limit.key)) }
            payload = .keys(keys)
        case ServiceReply.Tag.exchange:
            let index = try reader.count(atMost: Limit.exchanges)
            payload = .exchange(index, try reader.bool() ? try BorrowedHTTPResponse(from: &reader) : nil)
        case ServiceReply.Tag.descriptor:
            payload = .descriptor
        default:
            throw .unknownValue
        }
    }
}
