internal import CSys
internal import Glibc

/// Where in the tree of control groups (version 2) this daemon may make groups for its workers.
///
/// Systemd hands a service its part of the tree with `Delegate=yes`. Without that it stays systemd's, also where root could write
/// to it.
struct ControlGroupPlace: Hashable {
    /// The group that becomes the parent of all others.
    let folder: String
    /// Which of `memory` and `pids` can be limited in it.
    let limits: [String]

    private static let mount = "/sys/fs/cgroup"
    /// The group that the daemon itself goes into: a group with limits for its children may hold no processes of its own.
    static let ownName = "daemon"

    init(folder: String) throws(PluginProblem) {
        self.folder = folder
        let controllers = try Self.read(folder + "/cgroup.controllers").split { $0 == " " || $0 == "\n" }
        limits = ["memory", "pids"].filter { controllers.contains(Substring($0)) }
    }

    /// The place that was given to this process. Changes nothing.
    static func own() throws(PluginProblem) -> ControlGroupPlace {
        guard access(mount + "/cgroup.controllers", F_OK) == 0 else {
            throw PluginProblem("this machine has no unified control groups (version 2)")
        }
        let line = try read("/proc/self/cgroup").split(separator: "\n").first { $0.hasPrefix("0::/") }
        guard let line else { throw PluginProblem("this process is in no control group") }
        var folder = mount + line.dropFirst(3)
        while folder.hasSuffix("/") { folder.removeLast() }
        // Where the daemon was started in a group below its own, or has gone there itself.
        if folder.hasSuffix("/" + ownName) {
            let parent = String(folder.dropLast(ownName.utf8.count + 1))
            if isDelegated(parent) { return try ControlGroupPlace(folder: parent) }
        }
        guard isDelegated(folder) else {
            throw PluginProblem("the service has no control groups of its own: set Delegate=yes in its unit")
        }
        return try ControlGroupPlace(folder: folder)
    }

    private static func isDelegated(_ folder: String) -> Bool {
        if usher_sys_is_delegated(folder) != 0 { return true }
        return geteuid() != 0 && access(folder + "/cgroup.subtree_control", W_OK) == 0
    }

    /// Reads a small file of the kernel.
    static func read(_ path: String) throws(PluginProblem) -> String {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw PluginProblem("\(path) cannot be read: \(systemText(errno))") }
        defer { close(descriptor) }
        let bytes = [UInt8](unsafeUninitializedCapacity: 16 << 10) { buffer, count in
            count = max(0, Glibc.read(descriptor, buffer.baseAddress, buffer.count))
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Writes to a small file of the kernel.
    static func write(_ text: String, to path: String) throws(PluginProblem) {
        let descriptor = open(path, O_WRONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw PluginProblem("\(path) cannot be opened: \(systemText(errno))") }
        defer { close(descriptor) }
        var text = text
        let written = text.withUTF8 { Glibc.write(descriptor, $0.baseAddress, $0.count) }
        guard written >= 0 else { throw PluginProblem("\(path) cannot be written: \(systemText(errno))") }
    }
}
