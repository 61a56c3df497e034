internal import Glibc
internal import Synchronization

/// Makes a control group for each worker. Any thread.
final class ControlGroups: Sendable {
    /// Threads of one worker: at most 65 are ours (32 for calls, a deputy, 32 for watches), the rest are the plugin's.
    static let tasksMax = 256
    /// What program and libraries take of the memory beside the plugin.
    static let programBytes = 64 << 20

    private static let prefix = "worker-"

    let place: ControlGroupPlace
    private let made = Mutex(0)

    /// Takes possession: moves this process into a group below `place`, and passes the limits on to the groups beside it. Groups
    /// that an earlier daemon has left behind are removed. Tests move nobody.
    init(at place: ControlGroupPlace, moving processes: [Int32] = [getpid()]) throws(PluginProblem) {
        self.place = place
        let own = place.folder + "/" + ControlGroupPlace.ownName
        guard mkdir(own, 0o755) == 0 || errno == EEXIST else {
            throw PluginProblem("the control group \(own) cannot be made: \(systemText(errno))")
        }
        for pid in processes { try ControlGroupPlace.write("\(pid)", to: own + "/cgroup.procs") }
        if !place.limits.isEmpty {
            do throws(PluginProblem) {
                let limits = place.limits.map { "+" + $0 }.joined(separator: " ")
                try ControlGroupPlace.write(limits, to: place.folder + "/cgroup.subtree_control")
            } catch {
                for pid in processes { try ControlGroupPlace.write("\(pid)", to: place.folder + "/cgroup.procs") }
                rmdir(own)
                throw error
            }
        }
        removeLeftovers()
    }

    /// A group for the next worker.
    func make(memoryBytes: Int) throws(PluginProblem) -> ControlGroup {
        let number = made.withLock { made in
            made += 1
            return made
        }
        // Two daemons do not share a place, but an old group may still be dying.
        let folder = "\(place.folder)/\(Self.prefix)\(getpid())-\(number)"
        guard mkdir(folder, 0o755) == 0 else {
            throw PluginProblem("the control group \(folder) cannot be made: \(systemText(errno))")
        }
        do throws(PluginProblem) {
            for (file, value) in Self.settings(place.limits, memoryBytes: memoryBytes) {
                try ControlGroupPlace.write(value, to: folder + "/" + file)
            }
            return try ControlGroup(folder: folder)
        } catch {
            rmdir(folder)
            throw error
        }
    }

    /// What is written into a new group.
    static func settings(_ limits: [String], memoryBytes: Int) -> [(file: String, value: String)] {
        var settings: [(String, String)] = []
        if limits.contains("memory") {
            settings.append(("memory.max", "\(memoryBytes + programBytes)"))
            // A process of which one thread was killed is of no use.
            settings.append(("memory.oom.group", "1"))
        }
        if limits.contains("pids") { settings.append(("pids.max", "\(tasksMax)")) }
        return settings
    }

    private func removeLeftovers() {
        guard let folder = opendir(place.folder) else { return }
        defer { closedir(folder) }
        while let entry = readdir(folder) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
            // One that is in use cannot be removed.
            if name.hasPrefix(Self.prefix) { rmdir(place.folder + "/" + name) }
        }
    }
}
