import Foundation

/// A 64-bit little-endian ELF file whose headers can be changed.
struct ELFImage {
    private(set) var data: Data

    init(_ data: Data) {
        self.data = data
    }

    /// Gives the first segment of this type and these flags other flags. Returns whether there was one.
    mutating func setFlags(ofSegment type: UInt32, having flags: UInt32, to other: UInt32) -> Bool {
        for header in programHeaders where read(header, UInt32.self) == type && read(header + 4, UInt32.self) == flags {
            write(other, at: header + 4)
            return true
        }
        return false
    }

    /// Uses the first of the empty entries at the end of the dynamic section. Returns whether there was more than one.
    mutating func addDynamicEntry(tag: Int64, value: UInt64) -> Bool {
        guard let header = programHeaders.first(where: { read($0, UInt32.self) == 2 }) else { return false }
        let start = Int(read(header + 8, UInt64.self))
        let end = start + Int(read(header + 32, UInt64.self))
        for entry in stride(from: start, to: end - 16, by: 16) where read(entry, Int64.self) == 0 {
            guard read(entry + 16, Int64.self) == 0 else { return false }
            write(tag, at: entry)
            write(value, at: entry + 8)
            return true
        }
        return false
    }

    private var programHeaders: [Int] {
        let start = Int(read(32, UInt64.self))
        let size = Int(read(54, UInt16.self))
        return (0..<Int(read(56, UInt16.self))).map { start + $0 * size }
    }

    private func read<Number: FixedWidthInteger>(_ offset: Int, _: Number.Type) -> Number {
        data.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: offset, as: Number.self) }
    }

    private mutating func write<Number: FixedWidthInteger & BitwiseCopyable>(_ number: Number, at offset: Int) {
        data.withUnsafeMutableBytes { $0.storeBytes(of: number, toByteOffset: offset, as: Number.self) }
    }
}
