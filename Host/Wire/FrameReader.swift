/// Reads the fields of one frame, in order. Every read checks that the bytes are there; nothing here traps on any input.
///
/// It borrows the frame: whatever it returns as a buffer lives as long as the frame does.
public struct FrameReader {
    private let frame: UnsafeRawBufferPointer
    private var offset = 0

    /// Reads a whole frame from its first byte: ``FrameHead/init(from:)`` comes first.
    public init(_ frame: UnsafeRawBufferPointer) {
        self.frame = frame
    }

    /// Throws ``WireFault/trailing`` unless every byte was read.
    public func finish() throws(WireFault) {
        guard offset == frame.count else { throw .trailing }
    }

    public mutating func u8() throws(WireFault) -> UInt8 { try number() }
    public mutating func u16() throws(WireFault) -> UInt16 { try number() }
    public mutating func u32() throws(WireFault) -> UInt32 { try number() }
    public mutating func u64() throws(WireFault) -> UInt64 { try number() }
    public mutating func i32() throws(WireFault) -> Int32 { try number() }
    public mutating func i64() throws(WireFault) -> Int64 { try number() }
    public mutating func double() throws(WireFault) -> Double { Double(bitPattern: try number()) }

    /// 0 or 1; throws ``WireFault/unknownValue`` for anything else.
    public mutating func bool() throws(WireFault) -> Bool {
        switch try u8() {
        case 0: false
        case 1: true
        default: throw .unknownValue
        }
    }

    /// A number of elements, at most `limit`.
    public mutating func count(atMost limit: Int) throws(WireFault) -> Int {
        let count = Int(try u32())
        guard count <= limit else { throw .tooLarge }
        return count
    }

    /// Bytes inside the frame, at most `limit`.
    public mutating func borrowed(atMost limit: Int) throws(WireFault) -> UnsafeRawBufferPointer {
        let count = try count(atMost: limit)
        guard count <= frame.count - offset else { throw .truncated }
        let bytes = UnsafeRawBufferPointer(rebasing: frame[offset..<(offset + count)])
        offset += count
        return bytes
    }

    /// A copy of bytes, at most `limit`.
    public mutating func bytes(atMost limit: Int) throws(WireFault) -> [UInt8] {
        Array(try borrowed(atMost: limit))
    }

    /// A copy of text, at most `limit` bytes of UTF-8.
    public mutating func text(atMost limit: Int) throws(WireFault) -> String {
        let bytes = try borrowed(atMost: limit)
        guard !bytes.isEmpty else { return "" }
        guard let text = String(validating: bytes, as: UTF8.self) else { throw .notText }
        return text
    }

    /// A copy of JSON text, at most `limit` bytes. Throws ``WireFault/notJSON`` when it is none.
    public mutating func json(atMost limit: Int) throws(WireFault) -> String {
        let bytes = try borrowed(atMost: limit)
        guard JSONText(bytes) != nil else { throw .notJSON }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// A copy of a JSON object, or nothing, at most `limit` bytes. Throws ``WireFault/notJSON`` for anything else.
    public mutating func optionalObject(atMost limit: Int) throws(WireFault) -> String {
        let bytes = try borrowed(atMost: limit)
        guard !bytes.isEmpty else { return "" }
        guard JSONText(bytes)?.value.kind == .object else { throw .notJSON }
        return String(decoding: bytes, as: UTF8.self)
    }

    private mutating func number<Number: FixedWidthInteger>() throws(WireFault) -> Number {
        let size = MemoryLayout<Number>.size
        guard size <= frame.count - offset else { throw .truncated }
        let value = frame.loadUnaligned(fromByteOffset: offset, as: Number.self)
        offset += size
        return Number(littleEndian: value)
    }
}
