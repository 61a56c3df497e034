/// What a call asks of usher.kv. `expected` is the header's `expect_version`.
public enum KeyValueRequest: Hashable, Sendable {
    case get(key: String)
    case put(key: String, value: [UInt8], ttlMilliseconds: Int64, expected: UInt64)
    case delete(key: String, expected: UInt64)
    case list(prefix: String, after: String, limit: Int)

    init(from reader: inout FrameReader) throws(WireFault) {
        switch try reader.u8() {
        case 1:
            self = .get(key: try reader.text(atMost: Limit.key))
        case 2:
            self = .put(
                key: try reader.text(atMost: Limit.key), value: try reader.bytes(atMost: Limit.value),
                ttlMilliseconds: try reader.i64(), expected: try reader.u64())
        case 3:
            self = .delete(key: try reader.text(atMost: Limit.key), expected: try reader.u64())
        case 4:
            self = .list(
                prefix: try reader.text(atMost: Limit.key), after: try reader.text(atMost: Limit.key),
                limit: try reader.count(atMost: Limit.keys))
        default:
            throw .unknownValue
        }
    }
}

/// A ``KeyValueRequest`` as the worker sends it.
public enum BorrowedKeyValueRequest {
    case get(key: UnsafeRawBufferPointer)
    case put(key: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer, ttlMilliseconds: Int64, expected: UInt64)
    case delete(key: UnsafeRawBufferPointer, expected: UInt64)
    case list(prefix: UnsafeRawBufferPointer, after: UnsafeRawBufferPointer, limit: UInt32)

    func write(to writer: inout FrameWriter) {
        switch self {
        case .get(let key):
            writer.u8(1)
            writer.bytes(key)
        case .put(let key, let value, let ttlMilliseconds, let expected):
            writer.u8(2)
            writer.bytes(key)
            writer.bytes(value)
            writer.i64(ttlMilliseconds)
            writer.u64(expected)
        case .delete(let key, let expected):
            writer.u8(3)
            writer.bytes(key)
            writer.u64(expected)
        case .list(let prefix, let after, let limit):
            writer.u8(4)
            writer.bytes(prefix)
            writer.bytes(after)
            writer.u32(limit)
        }
    }
}
