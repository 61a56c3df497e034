import UsherDomain

/// What a plugin does to its process and tries to do to others: groups 47 to 57.
enum ProcessCases {
    static let all = refused + rudeness + descriptors + resources + linking + background

    /// Attempts that must be refused: by number, in one source.
    private static func attempts(_ group: Int, _ source: String, _ names: [(String, Int)]) -> [HostileCase] {
        names.map { HostileCase(group, $0.0, "R10", .source(source, $0.1), expecting: .no("refused")) }
    }

    private static let refused =
        attempts(
            47, "processes",
            [
                ("fork", 1), ("clone", 2), ("fork-call", 3), ("clone3", 4), ("exec", 5), ("system", 6), ("popen", 7),
                ("spawn", 8), ("daemon", 9), ("exec-at", 10), ("shared-memory", 11),
            ])
        + attempts(
            52, "files",
            [
                ("database-read", 1), ("database-write", 2), ("configuration", 3), ("environment", 4), ("memory-map", 5),
                ("memory", 6), ("neighbours-memory", 7), ("descriptors", 8), ("root", 9), ("passwd", 10), ("home", 11),
                ("init", 12), ("dev-mem", 13), ("dev-tty", 14), ("new-file", 15), ("plugins", 16), ("rename", 17), ("unlink", 18),
                ("chmod", 19), ("openat2", 20), ("by-handle", 21), ("symlink", 22), ("library-write", 24),
            ])
        + attempts(
            53, "sockets",
            [
                ("tcp", 1), ("udp", 2), ("ipv6", 3), ("mptcp", 4), ("netlink", 5), ("packet", 6), ("vsock", 7), ("abstract", 8),
                ("io-uring", 9), ("dns", 10), ("listen", 11), ("reconnect", 12),
            ])
        + attempts(
            54, "meddle",
            [
                ("ptrace", 1), ("ptrace-worker", 2), ("read-daemon", 3), ("read-worker", 4), ("pidfd", 5), ("signal", 6),
                ("signal-worker", 7), ("user-namespace", 8), ("mount-namespace", 9), ("bpf", 10), ("keyctl", 11), ("chroot", 12),
                ("setuid", 13), ("perf", 14), ("userfaultfd", 15), ("prlimit", 16), ("affinity", 17), ("signal-thread", 18),
                ("clock", 19), ("hostname", 20),
            ])

    private static func rude(_ group: Int, _ name: String, _ number: Int, _ expected: Expectation = .no("changed"))
        -> HostileCase
    {
        HostileCase(group, name, "R9", .source("rude", number), asking: .evaluate(), .evaluate(), expecting: expected)
    }

    private static let rudeness = [
        rude(48, "handlers", 1), rude(48, "blocks-all", 2), rude(48, "timer", 3),
        rude(49, "locale", 4), rude(49, "environment", 5), rude(49, "folder", 6), rude(49, "no-descriptors", 7),
        rude(49, "no-memory", 8), rude(49, "name", 9), rude(49, "dumpable", 10), rude(49, "limits", 13),
        rude(49, "stack", 14),
    ]

    private static func descriptor(
        _ name: String, _ number: Int, _ expected: Expectation = .unknown([.crashed, .violation, .timedOut], .ends)
    )
        -> HostileCase
    {
        HostileCase(50, name, "R9", .source("descriptors", number), expecting: expected)
    }

    private static let descriptors = [
        descriptor("closes-all", 1), descriptor("output-as-socket", 2), descriptor("pipe-as-socket", 3),
        descriptor("other-socket", 4), descriptor("shuts-down", 5), descriptor("stops-writing", 6), descriptor("reads-orders", 7),
        descriptor("garbage", 8), descriptor("takes-bell", 9, .unknown([.crashed, .notRunning, .timedOut], .either)),
        descriptor("plugs-bell", 10, .no("plugged")),
        HostileCase(50, "closes-early", "R9", .source("close_descriptors"), expecting: .crashed),
        rude(50, "non-blocking", 11), rude(50, "asynchronous", 12),
    ]

    private static let resources = [
        HostileCase(51, "descriptors", "R10", .source("resources", 1), expecting: .no("descriptors")),
        HostileCase(51, "threads", "R10", .source("resources", 2), expecting: .noOrUnknown("threads", [.timedOut])),
        HostileCase(51, "600-mebibytes", "R10", .source("resources", 3), expecting: .no("none")),
        HostileCase(51, "memory", "R10", .source("resources", 4), expecting: .noOrUnknown("MiB", [.timedOut, .crashed])),
        HostileCase(51, "temporary-folder", "R10", .source("resources", 5), expecting: .no("refused")),
        HostileCase(51, "memory-file", "R10", .source("resources", 6), expecting: .no("refused")),
        HostileCase(51, "write-and-run", "R10", .source("resources", 7), expecting: .no("refused")),
        HostileCase(51, "written-then-run", "R10", .source("resources", 8), expecting: .no("refused")),
        HostileCase(51, "leak", "R10", .source("resources", 9), asking: .evaluate(), .evaluate(), expecting: .no("leaked")),
    ]

    private static let linking = [
        HostileCase(55, "allocator", "H", .source("linker", 1), expecting: .no("linked")),
        HostileCase(55, "names", "H", .source("linker", 2), expecting: .no("linked")),
        HostileCase(55, "ifunc", "H", .source("linker", 3), expecting: .no("chosen (42)")),
        HostileCase(55, "thread-local", "H", .source("linker", 4), expecting: .no("thread-local")),
        HostileCase(55, "host-symbols", "H", .source("linker", 6), expecting: .no("refused")),
        HostileCase(55, "itself-again", "H", .source("linker", 7), expecting: .no("again")),
        HostileCase(55, "another-library", "R10", .source("linker", 8), expecting: .no("refused")),
        HostileCase(55, "unloads-itself", "R9", .source("linker", 10), expecting: .crashed),
        HostileCase(55, "audit", "H", .source("linker", 11), expecting: .no("linked")),
        HostileCase(55, "own-entry", "H", .source("linker", 12), expecting: .no("linked")),
        HostileCase(56, "cleanup", "R9", .source("linker", 9), expecting: .no("libraries ended")),
    ]

    private static let background = [
        HostileCase(57, "chatter", "R9", .source("background", 1), expecting: .no("background")),
        HostileCase(57, "spins", "R9", .source("background", 2), expecting: .no("background")),
        HostileCase(57, "key-destructor", "R9", .source("background", 3), expecting: .no("background")),
        HostileCase(57, "begins-at-the-end", "R9", .source("background", 4), expecting: .no("background")),
    ]
}
