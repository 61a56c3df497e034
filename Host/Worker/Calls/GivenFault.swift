internal import PluginABI
internal import UsherWire

/// Why something that a plugin gave was not taken.
enum GivenFault: Error {
    case invalid
    case unsupported
    case limit

    var status: StatusCode {
        switch self {
        case .invalid: .invalid
        case .unsupported: .unsupported
        case .limit: .limit
        }
    }
}

extension usher_str {
    /// At most so many bytes.
    func checkedBytes(_ limit: Int) throws(GivenFault) -> UnsafeRawBufferPointer {
        // Beyond half of all memory, size_t is negative in Swift.
        guard len <= limit else { throw .limit }
        guard let bytes = borrowed else { throw .invalid }
        return bytes
    }

    /// Text of at most so many bytes.
    func checkedText(_ limit: Int) throws(GivenFault) -> UnsafeRawBufferPointer {
        let bytes = try checkedBytes(limit)
        guard bytes.isUTF8 else { throw .invalid }
        return bytes
    }

    /// Text of at most so many bytes, without control characters.
    func checkedLine(_ limit: Int) throws(GivenFault) -> UnsafeRawBufferPointer {
        let bytes = try checkedText(limit)
        guard bytes.allSatisfy({ $0 >= 0x20 && $0 != 0x7f }) else { throw .invalid }
        return bytes
    }
}
