/// Appends frames to a buffer. A value; the buffer is reused by ``removeAll()``, so that a warm writer does not allocate.
public struct FrameWriter: Sendable {
    /// Everything written so far: whole frames, and the one that was begun.
    public private(set) var bytes: [UInt8] = []
    private var start = 0
    private var isTooLarge = false

    public init() {}

    /// Forgets what was written and keeps the memory.
    public mutating func removeAll() {
        bytes.removeAll(keepingCapacity: true)
        start = 0
    }

    /// Forgets the first bytes, which have been sent.
    public mutating func removeFirst(_ count: Int) {
        bytes.removeFirst(count)
        start = max(0, start - count)
    }

    /// Begins a frame. Fields follow, then ``end()``.
    public mutating func begin(_ type: FrameType, call: UInt64 = 0) {
        start = bytes.count
        isTooLarge = false
        u32(0)
        u16(type.rawValue)
        u16(0)
        u64(call)
    }

    /// Completes the frame. Throws ``WireFault/tooLarge``, and takes the frame back, when it exceeds ``Limit/frame`` or a field
    /// exceeds its own limit.
    public mutating func end() throws(WireFault) {
        let length = bytes.count - start
        guard length <= Limit.frame, !isTooLarge else {
            bytes.removeSubrange(start...)
            throw .tooLarge
        }
        let counted = UInt32(length - FrameHead.lengthBytes)
        bytes.withUnsafeMutableBytes { $0.storeBytes(of: counted.littleEndian, toByteOffset: start, as: UInt32.self) }
    }

    public mutating func u8(_ value: UInt8) { bytes.append(value) }
    public mutating func bool(_ value: Bool) { bytes.append(value ? 1 : 0) }
    public mutating func u16(_ value: UInt16) { put(value) }
    public mutating func u32(_ value: UInt32) { put(value) }
    public mutating func u64(_ value: UInt64) { put(value) }
    public mutating func i32(_ value: Int32) { put(value) }
    public mutating func i64(_ value: Int64) { put(value) }
    public mutating func double(_ value: Double) { put(value.bitPattern) }

    /// A length and that many bytes.
    public mutating func bytes(_ value: UnsafeRawBufferPointer) {
        u32(UInt32(truncatingIfNeeded: value.count))
        bytes.append(contentsOf: value)
    }

    /// A length and that many bytes, at most `limit`.
    public mutating func bytes(_ value: [UInt8], atMost limit: Int) {
        count(value.count, atMost: limit)
        bytes.append(contentsOf: value)
    }

    /// Text as a length and its UTF-8, at most `limit` bytes.
    public mutating func text(_ value: String, atMost limit: Int) {
        var value = value
        value.withUTF8 { utf8 in
            count(utf8.count, atMost: limit)
            bytes.append(contentsOf: utf8)
        }
    }

    /// A number of elements that follow, at most `limit`.
    public mutating func count(_ count: Int, atMost limit: Int) {
        if count > limit { isTooLarge = true }
        u32(UInt32(truncatingIfNeeded: count))
    }

    /// Fields that another writer wrote without a frame.
    public mutating func fields(of other: borrowing FrameWriter) {
        bytes.append(contentsOf: other.bytes)
    }

    private mutating func put<Number: FixedWidthInteger>(_ value: Number) {
        withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
    }
}
