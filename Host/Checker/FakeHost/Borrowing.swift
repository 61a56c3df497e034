internal import PluginABI

extension usher_str {
    /// Lends bytes to a plugin. Nothing becomes {NULL, 0} (rule R3).
    init(lending bytes: UnsafeRawBufferPointer) {
        let text = bytes.isEmpty ? nil : bytes.baseAddress?.assumingMemoryBound(to: CChar.self)
        self.init(ptr: text, len: text == nil ? 0 : bytes.count)
    }

    /// What a plugin lends to us; `nil` when it is no string at all: a length without a pointer, or one that wraps around.
    var borrowed: UnsafeRawBufferPointer? {
        guard len != 0 else { return UnsafeRawBufferPointer(start: nil, count: 0) }
        guard let ptr, len > 0, UInt(bitPattern: ptr) <= UInt.max - UInt(len) else { return nil }
        return UnsafeRawBufferPointer(start: ptr, count: len)
    }

    /// A copy; `nil` when it is no string, or no UTF-8.
    var copied: String? {
        guard let bytes = borrowed else { return nil }
        return String(validating: bytes, as: UTF8.self)
    }
}

/// Reads a struct of a plugin by rule R1: `size` bytes at most, the rest is zero. Needs no alignment.
func readClamped<Struct: BitwiseCopyable>(_ pointer: UnsafeRawPointer, size: UInt32, over zero: Struct) -> Struct {
    var copy = zero
    withUnsafeMutableBytes(of: &copy) { bytes in
        bytes.copyMemory(from: UnsafeRawBufferPointer(start: pointer, count: min(Int(size), bytes.count)))
    }
    return copy
}

/// Writes a struct to a plugin by rule R1, behind its `size`, which is theirs.
func writeClamped<Struct: BitwiseCopyable>(_ value: Struct, to pointer: UnsafeMutableRawPointer, size: UInt32) {
    withUnsafeBytes(of: value) { bytes in
        let count = min(Int(size), bytes.count)
        guard count > 4 else { return }
        UnsafeMutableRawBufferPointer(start: pointer + 4, count: count - 4)
            .copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[4..<count]))
    }
}
