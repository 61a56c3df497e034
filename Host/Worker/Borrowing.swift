internal import Glibc
internal import PluginABI
internal import UsherWire

// Between the two ways to say "these bytes": usher_str of the header and Swift's buffers. Nothing is copied.

extension usher_str {
    /// Lends bytes to a plugin, for as long as they live. Nothing becomes {NULL, 0} (rule R3).
    init(lending bytes: UnsafeRawBufferPointer) {
        let text = bytes.isEmpty ? nil : bytes.baseAddress?.assumingMemoryBound(to: CChar.self)
        self.init(ptr: text, len: text == nil ? 0 : bytes.count)
    }

    /// What a plugin lends to us; `nil` when it is no string at all: a length without a pointer, one that wraps around, or one
    /// beyond any memory (which Swift, where size_t is Int, sees as negative).
    var borrowed: UnsafeRawBufferPointer? {
        guard len != 0 else { return UnsafeRawBufferPointer(start: nil, count: 0) }
        guard let ptr, len > 0, UInt(bitPattern: ptr) <= UInt.max - UInt(len) else { return nil }
        return UnsafeRawBufferPointer(start: ptr, count: len)
    }

    /// What a plugin lends to us, if it is text of so many bytes.
    func text(_ size: ClosedRange<Int>) -> UnsafeRawBufferPointer? {
        guard size.contains(len), let bytes = borrowed, bytes.isUTF8 else { return nil }
        return bytes
    }
}

/// Reads a struct of the other side by rule R1: `size` bytes at most, the rest is zero. Needs no alignment.
func readClamped<Struct: BitwiseCopyable>(_ pointer: UnsafeRawPointer, size: UInt32, over zero: Struct) -> Struct {
    var copy = zero
    withUnsafeMutableBytes(of: &copy) { bytes in
        bytes.copyMemory(from: UnsafeRawBufferPointer(start: pointer, count: min(Int(size), bytes.count)))
    }
    return copy
}

/// Writes a struct to the other side by rule R1, behind its `size`, which is theirs, and at most ``Limit/structure``: what this
/// version does not know of it becomes zero.
func writeClamped<Struct: BitwiseCopyable>(_ value: Struct, to pointer: UnsafeMutableRawPointer, size: UInt32) {
    withUnsafeBytes(of: value) { bytes in
        let count = min(Int(size), bytes.count)
        guard count > 4 else { return }
        UnsafeMutableRawBufferPointer(start: pointer + 4, count: count - 4)
            .copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[4..<count]))
        if Int(size) > count { memset(pointer + count, 0, Int(size) - count) }
    }
}

/// Milliseconds of a clock of the system.
func milliseconds(of clock: clockid_t) -> Int64 {
    var time = timespec()
    clock_gettime(clock, &time)
    return Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000
}
