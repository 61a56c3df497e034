internal import CSys

/// What a kernel lacks of the cell that workers are locked into.
public struct CellGaps: OptionSet, Hashable, Sendable {
    public let rawValue: UInt32

    public init(rawValue: UInt32) {
        self.rawValue = rawValue
    }

    /// Landlock: while it is loaded, a plugin can read files.
    public static let files = CellGaps(rawValue: UInt32(USHER_SYS_GAP_FILES))
    /// Filters of system calls: a plugin can use the network, start programs and signal other processes.
    public static let calls = CellGaps(rawValue: UInt32(USHER_SYS_GAP_CALLS))
    /// Those without which something stands open. Each of the others is a second lock on a door that is closed.
    public static let essential: CellGaps = [.files, .calls]

    /// What this kernel lacks. Changes nothing.
    public static var ofThisKernel: CellGaps { CellGaps(rawValue: usher_sys_cell_gaps()) }

    /// What is missing, and which kernel has it, for people.
    public var names: [String] {
        (0..<UInt32.bitWidth).compactMap { bit in
            guard rawValue & (1 << bit) != 0 else { return nil }
            guard let name = usher_sys_gap_name(1 << bit) else { return "feature \(bit)" }
            return String(cString: name)
        }
    }
}
