internal import PluginABI

// Texts and structs across the border. R2: what comes in is borrowed, so it is copied here before anything else happens; what
// goes out is borrowed by the host until its function returns, so it is lent for exactly one call.

extension usher_str {
    /// A copy of the bytes.
    var bytes: [UInt8] {
        guard let ptr, len > 0 else { return [] }
        return Array(UnsafeRawBufferPointer(start: ptr, count: len))
    }

    /// A copy as text. What is not UTF-8 becomes U+FFFD.
    var text: String {
        guard let ptr, len > 0 else { return "" }
        return String(decoding: UnsafeRawBufferPointer(start: ptr, count: len), as: UTF8.self)
    }
}

/// Lends `bytes` to `body`.
func lending<Result>(_ bytes: [UInt8], to body: (usher_str) throws -> Result) rethrows -> Result {
    try bytes.withUnsafeBytes { buffer in
        try body(usher_str(ptr: buffer.baseAddress?.assumingMemoryBound(to: CChar.self), len: buffer.count))
    }
}

/// Lends the UTF-8 of `text` to `body`.
func lending<Result>(_ text: String, to body: (usher_str) throws -> Result) rethrows -> Result {
    var text = text
    return try text.withUTF8 { buffer in
        try body(usher_str(ptr: UnsafeRawPointer(buffer.baseAddress)?.assumingMemoryBound(to: CChar.self), len: buffer.count))
    }
}

/// Lends several byte strings to `body` at once, in their order. They share one buffer.
func lending<Result>(all parts: [[UInt8]], to body: ([usher_str]) throws -> Result) rethrows -> Result {
    try parts.flatMap { $0 }.withUnsafeBytes { buffer in
        var offset = 0
        let views = parts.map { part in
            defer { offset += part.count }
            guard let base = buffer.baseAddress, !part.isEmpty else { return usher_str() }
            return usher_str(ptr: (base + offset).assumingMemoryBound(to: CChar.self), len: part.count)
        }
        return try body(views)
    }
}

/// A copy of a struct that begins with its own size (R1): what its maker did not know reads as zero, what this kit does not know
/// is left out. `Table` must be a struct of the header.
func clamped<Table>(_ pointer: UnsafePointer<Table>) -> Table {
    let source = UnsafeRawPointer(pointer)
    let size = min(Int(source.loadUnaligned(as: UInt32.self)), MemoryLayout<Table>.size)
    return withUnsafeTemporaryAllocation(of: Table.self, capacity: 1) { buffer in
        let copy = UnsafeMutableRawBufferPointer(buffer)
        copy.initializeMemory(as: UInt8.self, repeating: 0)
        copy.copyMemory(from: UnsafeRawBufferPointer(start: source, count: size))
        return buffer[0]
    }
}
