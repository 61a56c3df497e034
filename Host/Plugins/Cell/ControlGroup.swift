internal import Glibc

/// The control group of one worker. It is gone when this is.
final class ControlGroup {
    /// Whoever writes 0 to this goes into the group.
    let entrance: Int32
    private let folder: String

    init(folder: String) throws(PluginProblem) {
        self.folder = folder
        entrance = open(folder + "/cgroup.procs", O_WRONLY | O_CLOEXEC)
        guard entrance >= 0 else { throw PluginProblem("\(folder) has no cgroup.procs", errno: errno) }
    }

    deinit {
        close(entrance)
        rmdir(folder)
    }

    /// Whether the kernel ended a process of the group because it had no memory left.
    var ranOutOfMemory: Bool {
        do throws(PluginProblem) {
            let events = try ControlGroupPlace.read(folder + "/memory.events").split(separator: "\n")
            return events.contains { $0.hasPrefix("oom_kill ") && $0 != "oom_kill 0" }
        } catch {
            // Without limits of memory there is no such file.
            return false
        }
    }
}
