/// Appends frames to memory of its own, which it keeps: a warm writer does not allocate.
///
/// Hundreds of fields go into one frame, and this is on the path of every call: hence raw memory instead of an array.
// SAFETY: the memory belongs to this one value, which cannot be copied.
public struct FrameWriter: ~Copyable, @unchecked Sendable {
    private var memory = UnsafeMutableRawBufferPointer(start: nil, count: 0)
    private var end = 0
    private var frameStart = 0
    private var isTooLarge = false

    public init() {}

    deinit {
        memory.deallocate()
    }

    /// Everything written so far: whole frames, and the one that was begun. Valid until the next write.
    public var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: memory[..<end]) }

    /// Forgets what was written and keeps the memory.
    public mutating func removeAll() {
        end = 0
        frameStart = 0
    }

    /// Forgets the first bytes, which have been sent.
    public mutating func removeFirst(_ count: Int) {
        memory.copyMemory(from: UnsafeRawBufferPointer(rebasing: memory[count..<end]))
        end -= count
        frameStart = max(0, frameStart - count)
    }

    /// Begins a frame. Fields follow, then ``finish()``.
    public mutating func begin(_ type: FrameType, call: UInt64 = 0) {
        frameStart = end
        isTooLarge = false
        u32(0)
        u16(type.rawValue)
        u16(0)
        u64(call)
    }

    /// Completes the frame. Throws ``WireFault/tooLarge``, and takes the frame back, when it exceeds ``Limit/frame`` or a field
    /// exceeds its own limit.
    public mutating func finish() throws(WireFault) {
        let length = end - frameStart
        guard length <= Limit.frame, !isTooLarge else {
            end = frameStart
            throw .tooLarge
        }
        let counted = UInt32(length - FrameHead.lengthBytes)
        memory.storeBytes(of: counted.littleEndian, toByteOffset: frameStart, as: UInt32.self)
    }

    public mutating func u8(_ value: UInt8) { put(value) }
    public mutating func bool(_ value: Bool) { put(value ? 1 : 0 as UInt8) }
    public mutating func u16(_ value: UInt16) { put(value) }
    public mutating func u32(_ value: UInt32) { put(value) }
    public mutating func u64(_ value: UInt64) { put(value) }
    public mutating func i32(_ value: Int32) { put(value) }
    public mutating func i64(_ value: Int64) { put(value) }
    public mutating func double(_ value: Double) { put(value.bitPattern) }

    /// A number of elements that follow, at most `limit`.
    public mutating func count(_ count: Int, atMost limit: Int) {
        if count > limit { isTooLarge = true }
        put(UInt32(truncatingIfNeeded: count))
    }

    /// A length and that many bytes. Whoever calls this has checked the length.
    public mutating func bytes(_ value: UnsafeRawBufferPointer) {
        put(UInt32(truncatingIfNeeded: value.count))
        append(value)
    }

    /// A length and that many bytes, at most `limit`.
    public mutating func bytes(_ value: [UInt8], atMost limit: Int) {
        count(value.count, atMost: limit)
        value.withUnsafeBytes { append($0) }
    }

    /// Text as a length and its UTF-8, at most `limit` bytes.
    public mutating func text(_ value: String, atMost limit: Int) {
        var value = value
        value.withUTF8 { utf8 in
            count(utf8.count, atMost: limit)
            append(UnsafeRawBufferPointer(utf8))
        }
    }

    /// Fields that were written before, without a length.
    public mutating func fields(_ fields: UnsafeRawBufferPointer) {
        append(fields)
    }

    @inline(__always)
    private mutating func put<Number: FixedWidthInteger & BitwiseCopyable>(_ value: Number) {
        makeRoom(MemoryLayout<Number>.size)
        memory.storeBytes(of: value.littleEndian, toByteOffset: end, as: Number.self)
        end += MemoryLayout<Number>.size
    }

    @inline(__always)
    private mutating func append(_ bytes: UnsafeRawBufferPointer) {
        guard !bytes.isEmpty else { return }
        makeRoom(bytes.count)
        UnsafeMutableRawBufferPointer(rebasing: memory[end...]).copyMemory(from: bytes)
        end += bytes.count
    }

    @inline(__always)
    private mutating func makeRoom(_ count: Int) {
        if memory.count - end < count { grow(by: count) }
    }

    private mutating func grow(by count: Int) {
        let larger = UnsafeMutableRawBufferPointer.allocate(byteCount: max(2 * memory.count, end + count, 256), alignment: 16)
        larger.copyMemory(from: bytes)
        memory.deallocate()
        memory = larger
    }
}
