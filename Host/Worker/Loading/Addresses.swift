internal import CSys
internal import Glibc

/// Whether addresses that a plugin gave lead to what they should: so that a table that was put together wrongly is refused with a
/// text instead of ending the process without one. It is no defence: that is the process itself.
enum Addresses {
    /// Whether there is memory at so many bytes from here on.
    static func areMapped(_ pointer: UnsafeRawPointer, count: Int) -> Bool {
        let page = UInt(sysconf(Int32(_SC_PAGESIZE)))
        let start = UInt(bitPattern: pointer) / page * page
        let (end, wraps) = UInt(bitPattern: pointer).addingReportingOverflow(UInt(count))
        guard !wraps, let first = UnsafeMutableRawPointer(bitPattern: start) else { return false }
        var residency = [UInt8](repeating: 0, count: Int((end - start + page - 1) / page))
        return mincore(first, Int(end - start), &residency) == 0 || errno != ENOMEM
    }

    /// Whether each function pointer of a table, which are all its words from `offset` on, is NULL or leads into a library.
    static func areFunctions<Table: BitwiseCopyable>(in table: Table, from offset: Int) -> Bool {
        withUnsafeBytes(of: table) { bytes in
            stride(from: offset, to: bytes.count, by: MemoryLayout<UInt>.size).allSatisfy { place in
                let address = bytes.loadUnaligned(fromByteOffset: place, as: UInt.self)
                guard let pointer = UnsafeRawPointer(bitPattern: address) else { return true }
                return usher_sys_is_in_library(pointer) != 0
            }
        }
    }
}
