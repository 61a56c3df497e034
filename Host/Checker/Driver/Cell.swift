internal import CSys

/// The one place where a test process gives up its rights, before the plugin is loaded: as a worker does. What this machine's
/// kernel lacks for that is no fault of the plugin's.
enum Cell {
    /// Beside the program, its libraries and its stacks: a sanitizer or a leak of thousands of instances needs room to be told.
    private static let memoryBytes: UInt64 = 2 << 30

    /// Whether it worked.
    static func enter() -> Bool {
        var plan = usher_sys_cell()
        plan.memory_bytes = memoryBytes
        plan.is_best_effort = 1
        var state = usher_sys_cell_state()
        return usher_sys_cell_enter(&plan, &state) == 0
    }
}
