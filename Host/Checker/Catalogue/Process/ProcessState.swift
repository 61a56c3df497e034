internal import CSys
internal import Glibc

/// What belongs to the whole process, and is none of a plugin's business (R9).
struct ProcessState {
    private let locale: String
    private let folder: String
    private let umask: mode_t
    private let environment: UInt64
    private let actions: UInt64
    private let mask: UInt64
    private let limits: UInt64
    private let hasTimer: Bool
    private let standard: [Standard]

    private struct Standard: Equatable {
        let device: UInt
        let inode: UInt
        let flags: Int32
    }

    init() {
        locale = setlocale(Int32(LC_ALL), nil).map { String(cString: $0) } ?? ""
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX) + 1)
        folder = getcwd(&buffer, buffer.count).map { String(cString: $0) } ?? ""
        umask = Glibc.umask(0)
        _ = Glibc.umask(umask)
        environment = usher_probe_environment()
        actions = usher_probe_signal_actions()
        mask = usher_probe_signal_mask()
        limits = usher_probe_limits()
        hasTimer = usher_probe_has_timer() != 0
        standard = (Int32(0)...2).map { descriptor in
            var state = stat()
            guard fstat(descriptor, &state) == 0 else { return Standard(device: 0, inode: 0, flags: -1) }
            return Standard(device: UInt(state.st_dev), inode: UInt(state.st_ino), flags: fcntl(descriptor, F_GETFL))
        }
    }

    /// What has changed until `later`, and what to do instead.
    func changes(until later: ProcessState) -> [(what: String, change: String)] {
        let checks: [(Bool, String, String)] = [
            (
                locale != later.locale, "changed the locale of the process from \(locale) to \(later.locale)",
                "use newlocale() and uselocale() and go back before you return, or functions that know no locale"
            ),
            (folder != later.folder, "changed the working directory", "use whole paths; there are no files in a worker anyway"),
            (umask != later.umask, "changed the umask", "leave it alone"),
            (
                environment != later.environment, "changed the environment",
                "pass settings as arguments; tell the library that wants setenv() in another way"
            ),
            (
                actions != later.actions, "installed or removed a signal handler",
                "leave signals to the host: MSG_NOSIGNAL instead of ignoring SIGPIPE; libraries have options that forbid handlers"
            ),
            (mask != later.mask, "changed the signal mask of the host's thread", "restore it before you return"),
            (limits != later.limits, "changed a resource limit", "leave limits to the host"),
            (!hasTimer && later.hasTimer, "left an interval timer running", "use timeouts of poll() instead of setitimer()"),
            (
                standard != later.standard, "closed, replaced or changed standard input, output or error",
                "leave 0, 1 and 2 alone, their flags included"
            ),
        ]
        return checks.filter(\.0).map { ($0.1, $0.2) }
    }
}
