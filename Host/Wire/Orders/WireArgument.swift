/// One typed argument of an action, as the daemon sends it.
public enum WireArgument: Hashable, Sendable {
    case absent
    case bool(Bool)
    case integer(Int64)
    case double(Double)
    case text(String)
    case bytes([UInt8])
    case json(String)

    /// About how many bytes it takes.
    var sizeEstimate: Int {
        switch self {
        case .absent, .bool, .integer, .double: 16
        case .text(let value), .json(let value): value.utf8.count
        case .bytes(let value): value.count
        }
    }

    func write(to writer: inout FrameWriter) {
        switch self {
        case .absent:
            writer.u8(0)
        case .bool(let value):
            writer.u8(UInt8(ascii: "b"))
            writer.bool(value)
        case .integer(let value):
            writer.u8(UInt8(ascii: "i"))
            writer.i64(value)
        case .double(let value):
            writer.u8(UInt8(ascii: "d"))
            writer.double(value)
        case .text(let value):
            writer.u8(UInt8(ascii: "s"))
            writer.text(value, atMost: Limit.input)
        case .bytes(let value):
            writer.u8(UInt8(ascii: "y"))
            writer.bytes(value, atMost: Limit.input)
        case .json(let value):
            writer.u8(UInt8(ascii: "j"))
            writer.text(value, atMost: Limit.input)
        }
    }
}

/// A ``WireArgument`` as the worker reads it. Lives as long as its frame.
public enum BorrowedArgument {
    case absent
    case bool(Bool)
    case integer(Int64)
    case double(Double)
    case text(UnsafeRawBufferPointer)
    case bytes(UnsafeRawBufferPointer)
    case json(UnsafeRawBufferPointer)

    init(from reader: inout FrameReader) throws(WireFault) {
        switch try reader.u8() {
        case 0: self = .absent
        case UInt8(ascii: "b"): self = .bool(try reader.bool())
        case UInt8(ascii: "i"): self = .integer(try reader.i64())
        case UInt8(ascii: "d"): self = .double(try reader.double())
        case UInt8(ascii: "s"): self = .text(try reader.borrowed(atMost: Limit.input))
        case UInt8(ascii: "y"): self = .bytes(try reader.borrowed(atMost: Limit.input))
        case UInt8(ascii: "j"): self = .json(try reader.borrowed(atMost: Limit.input))
        default: throw .unknownValue
        }
    }
}
