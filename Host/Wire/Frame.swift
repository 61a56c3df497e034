/// What a frame says. Numbers below 64 go from the daemon to the worker, the others the other way.
public enum FrameType: UInt16, Sendable, CaseIterable {
    /// Make an instance.
    case create = 1
    /// End an instance.
    case destroy = 2
    /// Run a function of the plugin.
    case call = 3
    /// The answer to the named call is no longer wanted.
    case cancel = 4
    /// The answer to a service request.
    case reply = 5

    /// The worker introduces itself and its plugin.
    case hello = 64
    /// The worker could not load the plugin, and why.
    case refusal = 65
    /// What a create, destroy or call came to.
    case returned = 66
    /// The running call asks the daemon for something.
    case service = 67
    /// A line for the log.
    case log = 68
    /// Items of the running call, for functions that emit many.
    case emitted = 69
}

/// The fixed head of a frame: `u32 length | u16 type | u16 flags | u64 call`, all little-endian. `length` counts the bytes that
/// follow it; `flags` is 0; `call` names the call that the frame belongs to, or is 0.
public struct FrameHead: Hashable, Sendable {
    /// Size of `length`.
    public static let lengthBytes = 4
    /// Size of the whole head.
    public static let bytes = 16

    public let type: FrameType
    public let call: UInt64

    public init(type: FrameType, call: UInt64) {
        self.type = type
        self.call = call
    }

    /// Reads the head of a whole frame; `reader` then stands at the first field.
    public init(from reader: inout FrameReader) throws(WireFault) {
        _ = try reader.u32()
        guard let type = FrameType(rawValue: try reader.u16()), try reader.u16() == 0 else { throw .unknownValue }
        self.type = type
        call = try reader.u64()
    }
}

/// Why bytes are no message.
public enum WireFault: Error, Hashable, Sendable {
    /// The frame ends in the middle of a field.
    case truncated
    /// The frame goes on after its last field.
    case trailing
    /// A length is beyond its limit.
    case tooLarge
    /// Text that is not UTF-8.
    case notText
    /// Text that is not JSON, where JSON belongs.
    case notJSON
    /// A number that has no meaning in its place.
    case unknownValue
}
