internal import CSys
internal import Glibc

/// Where a test process gives up its rights, as a worker does: most before the plugin is loaded, the rest afterwards.
final class Cell {
    /// Beside the program, its libraries and its stacks: a sanitizer or a leak of thousands of instances needs room to be told.
    private static let memoryBytes: UInt64 = 2 << 30

    private var plan = usher_sys_cell()
    private var state = usher_sys_cell_state()
    private var isSealed = false

    /// What this machine's kernel lacks, without which something stands open to a plugin. For people.
    static var gaps: [String] {
        let missing = usher_sys_cell_gaps() & UInt32(USHER_SYS_GAPS_FATAL)
        return (0..<UInt32.bitWidth).compactMap { bit in
            guard missing & (1 << bit) != 0, let name = usher_sys_gap_name(1 << bit) else { return nil }
            return String(cString: name)
        }
    }

    /// `nil` when it did not work. With `isBestEffort` it goes on where the kernel lacks something.
    init?(isBestEffort: Bool) {
        plan.memory_bytes = Self.memoryBytes
        plan.is_best_effort = isBestEffort ? 1 : 0
        // Which profile a plugin needs stands in its manifest, known once it is loaded. Sealing is what tells them apart.
        plan.is_threaded = 1
        Self.keepLocale()
        guard usher_sys_cell_enter(&plan, &state) == 0 else { return nil }
    }

    /// Takes away what only loading needed. Returns whether that is so now.
    func seal(isThreaded: Bool) -> Bool {
        if isSealed { return true }
        plan.is_threaded = isThreaded ? 1 : 0
        isSealed = withUnsafePointer(to: plan) { plan in
            withUnsafePointer(to: state) { usher_sys_cell_seal(plan, $0) == 0 }
        }
        return isSealed
    }

    /// The locale of a worker's environment is loaded once, and stays loaded: so a plugin that sets it is seen to do so, where it
    /// would otherwise fail for want of a file and be found out only on a machine without a cell.
    private static func keepLocale() {
        setlocale(Int32(LC_ALL), "C.UTF-8")
        setlocale(Int32(LC_ALL), "C")
    }
}
