internal import PluginABI

/// Which version of the ABI the host pretends to be, so that one plugin can be tried at hosts that are older or newer than the
/// header it was compiled with.
public enum HostVersion: Hashable, Sendable, CaseIterable {
    /// The version of the header.
    case current
    /// The version after it, as far as one can be foreseen (R1): the next minor number, and every struct that the host passes or
    /// fills is ``grownBytes`` longer. The bytes beyond are ``grownByte``, not zero, so that a plugin that reads further than it
    /// may is found out.
    case next

    /// How much longer each struct of the next version is: two `uint64_t`, as `Tests/ABI/next_minor.py` appends them.
    public static let grownBytes = 16
    /// What the appended members are filled with.
    public static let grownByte: UInt8 = 0xa5

    /// `abi_minor`
    public var minor: UInt16 { UInt16(USHER_ABI_MINOR) + (self == .next ? 1 : 0) }

    /// Bytes behind each struct.
    var tail: Int { self == .next ? Self.grownBytes : 0 }

    /// A struct as this version passes it: the value, its own size in its first word, and the tail.
    func image<Table>(of value: Table) -> UnsafeMutableRawBufferPointer {
        let size = MemoryLayout<Table>.size + tail
        let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: size, alignment: 16)
        withUnsafeBytes(of: value) { memory.copyMemory(from: $0) }
        for offset in MemoryLayout<Table>.size..<size { memory[offset] = Self.grownByte }
        memory.storeBytes(of: UInt32(size), as: UInt32.self)
        return memory
    }

    /// Fills a struct that the plugin allocated: as much of it as the plugin and this version both know.
    func fill<Table>(_ out: UnsafeMutablePointer<Table>, with value: Table) {
        let raw = UnsafeMutableRawPointer(out)
        let size = Int(raw.load(as: UInt32.self))
        let image = image(of: value)
        defer { image.deallocate() }
        // The first word is the plugin's.
        for offset in MemoryLayout<UInt32>.size..<max(min(size, image.count), MemoryLayout<UInt32>.size) {
            raw.storeBytes(of: image[offset], toByteOffset: offset, as: UInt8.self)
        }
    }
}

/// A copy of a struct that the plugin passed: what it did not know reads as zero, what this host does not know is left out (R1).
func clamped<Table>(_ source: UnsafeRawPointer, as type: Table.Type) -> Table {
    let size = min(Int(source.loadUnaligned(as: UInt32.self)), MemoryLayout<Table>.size)
    return withUnsafeTemporaryAllocation(of: Table.self, capacity: 1) { buffer in
        let copy = UnsafeMutableRawBufferPointer(buffer)
        copy.initializeMemory(as: UInt8.self, repeating: 0)
        copy.copyMemory(from: UnsafeRawBufferPointer(start: source, count: size))
        return buffer[0]
    }
}
