internal import CSys

/// The one place where a test process gives up its rights, before the plugin is loaded: as a worker does.
enum Cell {
    /// Whether it worked.
    static func enter() -> Bool { usher_sys_enter_worker() == 0 }
}
