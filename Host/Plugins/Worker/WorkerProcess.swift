internal import CSys
internal import Glibc

/// A running worker and the descriptors that lead to it. Used by one thread, which must live as long as the worker (the kernel
/// ends a worker with the thread that started it).
final class WorkerProcess {
    let pid: Int32
    /// Readable once the process has ended.
    let exitDescriptor: Int32
    /// The socket that carries frames.
    let socket: Int32
    /// What the plugin writes to its standard output and error.
    let output: Int32
    /// The ringing end of what the worker listens to while it is busy.
    private let bell: Int32
    private var ending: String?
    /// The signal that ended the process; `nil` before the end, and when it ended by itself or by our hand.
    private(set) var endSignal: Int32?
    /// Gone after the process.
    private let group: ControlGroup?

    /// Starts `executable` with the plugin that `library` holds, locked in as `cell` says.
    init(executable: String, library: SealedLibrary, cell: CellPlan = .strict(.required)) throws(PluginProblem) {
        let group = try cell.groups?.make(memoryBytes: cell.memoryBytes, tasks: cell.tasks)
        self.group = group
        var ends: (Int32, Int32) = (-1, -1)
        let paired = withUnsafeMutablePointer(to: &ends) {
            $0.withMemoryRebound(to: Int32.self, capacity: 2) {
                socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, $0)
            }
        }
        guard paired == 0 else { throw PluginProblem("no socket for a worker", errno: errno) }
        var readEnd: Int32 = -1
        var writeEnd: Int32 = -1
        let piped = usher_sys_pipe(&readEnd, &writeEnd)
        guard piped == 0 else {
            close(ends.0)
            close(ends.1)
            throw PluginProblem("no pipe for a worker", errno: -piped)
        }
        var bell: Int32 = -1
        var hearing: Int32 = -1
        var child = usher_sys_child()
        var spawned = usher_sys_bell(&bell, &hearing)
        if spawned == 0 {
            spawned = executable.withCString { path in
                var start = usher_sys_start()
                start.path = path
                start.channel = ends.1
                start.library = library.descriptor
                start.output = writeEnd
                start.bell = hearing
                start.cgroup = group?.entrance ?? -1
                start.cell = usher_sys_cell(
                    memory_bytes: UInt64(cell.memoryBytes), is_threaded: cell.profile == .threaded ? 1 : 0,
                    is_best_effort: cell.policy == .bestEffort ? 1 : 0, has_cgroup: group == nil ? 0 : 1)
                return usher_sys_spawn(&start, &child)
            }
        }
        close(ends.1)
        close(writeEnd)
        if hearing >= 0 { close(hearing) }
        guard spawned == 0 else {
            if bell >= 0 { close(bell) }
            close(ends.0)
            close(readEnd)
            throw PluginProblem("the worker \(executable) cannot be started", errno: -spawned)
        }
        pid = child.pid
        exitDescriptor = child.pidfd
        socket = ends.0
        output = readEnd
        self.bell = bell
    }

    deinit {
        end()
        close(exitDescriptor)
        close(socket)
        close(output)
        close(bell)
    }

    /// Makes a busy worker look into its socket. A worker with an idle thread looks by itself, and each thread looks before it
    /// rests or waits for a reply, so this is needed only in two cases: after sending anything while more than one call runs
    /// (watches not counted; the order that was just sent counts), and after sending the order for a watch. It costs the worker
    /// a change of threads: one question at a time must be asked without it. Never waits, whatever the plugin has done to its
    /// end.
    func ring() { usher_sys_ring(bell) }

    /// Tells the worker that nothing more will come.
    func closeOrders() {
        shutdown(socket, Int32(SHUT_WR))
    }

    /// Waits for the process to end by itself. Returns whether it did.
    func waitForEnd(milliseconds: Int64) -> Bool {
        let until = MonotonicClock.now() + milliseconds
        while true {
            let left = max(0, min(until - MonotonicClock.now(), 60_000))
            var request = pollfd(fd: exitDescriptor, events: Int16(POLLIN), revents: 0)
            let count = poll(&request, 1, Int32(left))
            if count > 0 { return true }
            if count == 0, MonotonicClock.now() >= until { return false }
        }
    }

    /// Gives the process `patience` milliseconds to end by itself, kills what is left of it and of its process group, and takes
    /// it off the process table. Returns how it ended, for people.
    @discardableResult
    func end(patience: Int64 = 0) -> String {
        if let ending { return ending }
        let endedAlone = waitForEnd(milliseconds: patience)
        kill(-pid, SIGKILL)
        kill(pid, SIGKILL)
        var status: Int32 = 0
        while waitpid(pid, &status, 0) < 0, errno == EINTR {}
        var text = endedAlone ? Self.text(ofStatus: status) : "was ended by the host"
        if let group, group.ranOutOfMemory { text += ", because it had used up its memory" }
        ending = text
        if endedAlone, status & 0x7f != 0 { endSignal = status & 0x7f }
        return text
    }

    private static func text(ofStatus status: Int32) -> String {
        let signal = status & 0x7f
        guard signal != 0 else { return "ended by itself with code \((status >> 8) & 0xff)" }
        guard let name = strsignal(signal) else { return "was ended by signal \(signal)" }
        return "was ended by signal \(signal) (\(String(cString: name)))"
    }
}
