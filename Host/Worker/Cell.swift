internal import CSys
internal import Glibc

/// What this process is locked into before it loads a plugin. One thread makes it and enters it, before there is any other.
struct Cell {
    private var plan = usher_sys_cell()
    private var state = usher_sys_cell_state()

    /// Reads the arguments of this process. `nil` when they are not those of a worker.
    init?() {
        // Now: the arguments are found in /proc, which is out of reach later.
        guard usher_sys_cell_parse(CommandLine.argc, CommandLine.unsafeArgv, &plan) == 0 else { return nil }
    }

    /// What the kernel lacked, for the daemon.
    var gaps: UInt32 { state.gaps }

    /// Locks the process in. What fails leaves it in no state to load anything.
    mutating func enter() throws(LoadFault) {
        let problem = usher_sys_cell_enter(&plan, &state)
        guard problem != 0 else { return }
        if let step = state.step { throw LoadFault("its worker cannot be locked in: \(String(cString: step)): \(text(problem))") }
        var missing: [String] = []
        for bit in 0..<UInt32.bitWidth where state.gaps & UInt32(USHER_SYS_GAPS_FATAL) & (1 << bit) != 0 {
            if let name = usher_sys_gap_name(1 << bit) { missing.append(String(cString: name)) }
        }
        throw LoadFault(
            "its worker cannot be locked in, because this kernel lacks \(missing.joined(separator: " and ")); "
                + "`sandbox: best-effort` in the configuration runs plugins all the same, with that door open")
    }

    /// Takes away what was needed to load the plugin. Threads that it has started are locked in as well.
    func seal() throws(LoadFault) {
        let problem = withUnsafePointer(to: plan) { plan in
            withUnsafePointer(to: state) { state in usher_sys_cell_seal(plan, state) }
        }
        if problem != 0 { throw LoadFault("its worker cannot be sealed: \(text(problem))") }
    }

    private func text(_ problem: Int32) -> String { String(cString: strerror(-problem)) }
}
