import Foundation
import Testing
import UsherDomain
import UsherTesting

@testable import UsherPlugins

@Suite("A plugin in its cell", .enabled(if: CellRig.isWhole, "this kernel lacks Landlock or seccomp filters"))
struct CellTests {
    struct Case: Sendable, CustomStringConvertible {
        let profile: String
        let user: String?

        var description: String { "\(profile), \(user.map { "user \($0)" } ?? "the user of the tests")" }

        static let all = [nil, CellRig.nobody].flatMap { user in
            ["strict", "threaded"].map { Case(profile: $0, user: user) }
        }

        /// The worker of this case; skips the test where there can be none.
        func worker() throws -> String {
            guard let user else { return Places.worker }
            if let reason = CellRig.keepsUserBecause { try Test.cancel("\(reason)") }
            return try CellRig.worker("AS_USER=\(user)")
        }
    }

    /// What is refused whatever it is tried on.
    private static let never: [String] = [
        "create", "unnamed", "symlink", "mkdir", "mknod", "chroot", "inotify", "fanotify", "tcp", "tcp6", "mptcp", "udp", "raw",
        "unix", "netlink", "packet", "vsock", "pair", "connect", "bind", "listen", "accept", "socket_filter", "fork", "raw_fork",
        "vfork", "clone", "clone_files", "clone3", "exec", "execveat", "spawn", "system", "popen", "pidfd_getfd", "kill_group",
        "kill_all", "own_signal_number", "lease", "asynchronous_ioctl", "terminal_input", "group_priority", "process_madvise",
        "session", "process_group", "unshare", "unshare_net", "setns", "mount", "umount", "open_tree", "fsopen", "pivot_root",
        "bpf", "keyctl", "add_key", "io_uring", "io_uring_enter", "userfaultfd", "perf", "init_module", "reboot", "settime",
        "hostname", "personality", "syslog", "newest", "memfd", "memfd_secret", "shmget", "msgget", "semget", "mq_open",
        "map_all",
        "map_code", "protect_code", "protect_key", "unprotect_code", "setuid", "setgid", "setgroups", "capset", "dumpable",
        "parent_signal", "tracer", "keep_capabilities", "ambient", "subreaper", "memory_map", "seccomp_off", "landlock",
        "limit_raise", "many_files", "core", "much_memory", "memory_in_parts", "many_threads",
    ]
    /// What is refused on a file, and what is refused on a process.
    private static let onFiles = [
        "read", "write", "append", "path", "openat2", "handle", "unlink", "rename", "link", "truncate", "chmod",
        "chown", "utimes", "setxattr",
    ]
    private static let onProcesses = [
        "ptrace", "process_read", "process_write", "pidfd", "kill", "tkill", "tgkill", "sigqueue", "own_signal_owner",
        "owner_ioctl", "group_ioctl", "affinity", "priority", "scheduler", "io_priority", "limits_of", "limit_other", "kcmp",
        "move_pages", "robust_list",
    ]
    /// What an honest plugin needs.
    private static let always = [
        "a_few_threads", "some_memory", "own_signal", "pipes_and_clocks", "print", "thread_exit", "limits_own",
    ]
    private static let refusals: Set<String> = ["EPERM", "EACCES", "ENOSYS"]
    /// Limits say no in words of their own.
    private static let exhaustion: Set<String> = ["ENOMEM", "EAGAIN", "EMFILE"]
    private static let limited: Set<String> = ["many_files", "much_memory", "memory_in_parts", "many_threads"]

    private func expectRefused(_ answer: String, _ attempt: String, _ on: String = "") {
        let expected = Self.limited.contains(attempt) ? Self.exhaustion : Self.refusals
        #expect(expected.contains(answer), "\(attempt) \(on): \(answer)")
    }

    @Test("It can do nothing to the machine, and goes on working", arguments: Case.all)
    func machine(which: Case) async throws {
        try await Breaker.run(profile: which.profile, worker: try which.worker()) { (breaker, _) async throws in
            let pid = try breaker.host.pid(of: "hostile")
            for attempt in Self.never + ["seccomp", "library"] { expectRefused(try await breaker.attempt(attempt), attempt) }
            for attempt in Self.always { #expect(try await breaker.attempt(attempt) == "done", "\(attempt)") }
            #expect(try breaker.host.pid(of: "hostile") == pid)
        }
    }

    @Test("It can neither read, change nor make a file", arguments: Case.all)
    func files(which: Case) async throws {
        try await Breaker.run(profile: which.profile, worker: try which.worker()) { (breaker, rig) async throws in
            let paths = [
                breaker.secret, rig.folder.path, rig.folder.path + "/good.so", Places.worker, "/etc/passwd", "/etc/hostname",
                "/dev/null",
                "/sys/devices/system/cpu/online", "/", "/tmp", "/home",
            ]
            for path in paths {
                for attempt in Self.onFiles { expectRefused(try await breaker.attempt(attempt, on: path), attempt, path) }
            }
            // Its own memory is its own, but not its code.
            for attempt in ["write", "append"] {
                expectRefused(try await breaker.attempt(attempt, on: "/proc/self/mem"), attempt, "/proc/self/mem")
            }
            let readsProc = which.profile == "threaded" ? "done" : "EACCES"
            #expect(try await breaker.attempt("read", on: "/proc/self/stat") == readsProc)
            for path in [rig.folder.path, "/", "/tmp", "/etc", "/proc", "/usr/lib", "/proc/self/fd", "/proc/self/task"] {
                #expect(try await breaker.attempt("folder", on: path) == "EACCES", "\(path)")
            }
        }
    }

    @Test("It reaches no other process: the daemon, another worker, or one of its own user", arguments: Case.all)
    func processes(which: Case) async throws {
        let worker = try which.worker()
        let victim = try Victim(user: which.user)
        try await Breaker.run(profile: which.profile, worker: worker) { (breaker, _) async throws in
            for pid in [getpid(), try breaker.host.pid(of: "good"), victim.pid, 1] {
                for attempt in Self.onProcesses {
                    expectRefused(try await breaker.attempt(attempt, on: "\(pid)"), attempt, "\(pid)")
                }
                for entry in ["mem", "environ", "maps", "fd/0", "root/etc/passwd", "cwd", "exe", "auxv", "task/\(pid)/mem", "io"]
                {
                    let path = "/proc/\(pid)/\(entry)"
                    for attempt in ["read", "write"] {
                        expectRefused(try await breaker.attempt(attempt, on: path), attempt, path)
                    }
                }
            }
            #expect(processExists(victim.pid))
        }
    }

    @Test("Its constructors are in the cell already", arguments: Case.all)
    func constructors(which: Case) async throws {
        try await Breaker.run(profile: which.profile, worker: try which.worker()) { (breaker, _) async throws in
            for attempt in Self.never + Self.onFiles + Self.onProcesses {
                expectRefused(try await breaker.attempt(attempt, when: "early"), attempt, "early")
            }
            for attempt in Self.always + ["library"] where attempt != "thread_exit" {
                #expect(try await breaker.attempt(attempt, when: "early") == "done", "\(attempt)")
            }
        }
    }

    @Test("Without the cell all of that works: it is the cell that refuses it")
    func withoutCell() async throws {
        // Root could do it all anyway.
        let user = geteuid() == 0 ? CellRig.nobody : nil
        if user != nil, let reason = CellRig.keepsUserBecause { try Test.cancel("\(reason)") }
        let victim = try Victim(user: user)
        let worker = try CellRig.worker(["LACKS_LANDLOCK=1", "LACKS_FILTERS=1"] + (user.map { ["AS_USER=\($0)"] } ?? []))
        try await Breaker.run(worker: worker, policy: .bestEffort, triesEarly: false) { (breaker, rig) async throws in
            let free = [
                "tcp", "udp", "unix", "netlink", "pair", "fork", "raw_fork", "clone", "clone_files", "spawn", "system", "popen",
                "inotify", "own_signal_number", "memfd", "parent_signal", "subreaper", "library",
            ]
            for attempt in free { #expect(try await breaker.attempt(attempt) == "done", "\(attempt)") }
            for attempt in ["read", "write", "append", "path", "utimes"] {
                #expect(try await breaker.attempt(attempt, on: breaker.secret) == "done", "\(attempt)")
            }
            for attempt in ["kill", "pidfd", "own_signal_owner", "owner_ioctl", "affinity", "limits_of", "process_read"] {
                #expect(try await breaker.attempt(attempt, on: "\(victim.pid)") == "done", "\(attempt)")
            }
            for entry in ["environ", "maps", "root/etc/passwd"] {
                #expect(try await breaker.attempt("read", on: "/proc/\(victim.pid)/\(entry)") == "done", "\(entry)")
            }
            let status = try #require(breaker.host.workers().first { $0.pluginID == "hostile" })
            #expect(status.cellGaps.isSuperset(of: .essential))
            #expect(rig.log.text.contains("plugin runs without a whole sandbox"))
        }
    }

    @Test("System calls of another architecture end the worker, and only it", arguments: [1, 2])
    func foreignCalls(way: Int) async throws {
        try await PluginRig.run("cell_foreign", defining: ["WAY=\(way)"]) { (host, rig) async throws in
            guard case .unknown = try await host.evaluateOnce().finding else {
                Issue.record("taken for an answer")
                return
            }
            try await eventually("a new worker serves") { try host.worker().isServing && host.worker().crashes == 1 }
            #expect(rig.log.text.contains("signal \(SIGSYS)"))
        }
    }

    @Test(
        "Threads that read their own state, as libdispatch does, can in the threaded profile", arguments: ["strict", "threaded"])
    func threads(profile: String) async throws {
        try await PluginRig.run("cell_threads", defining: ["SANDBOX=\"\(profile)\""]) { (host, _) async throws in
            for _ in 0..<50 {
                #expect(try await host.evaluateOnce().finding == (profile == "threaded" ? .holds : .doesNotHold))
            }
            #expect(try host.worker().crashes == 0)
        }
    }

    @Test("libdispatch works in the threaded profile, also after its monitor has looked at the threads")
    func dispatch() async throws {
        try await PluginRig.run("cell_dispatch") { (host, _) async throws in
            let finding = try await host.evaluateOnce().finding
            if finding == .doesNotHold { try Test.cancel("this worker brings no libdispatch with it") }
            #expect(finding == .holds)
            #expect(try host.worker().crashes == 0)
        }
    }

    @Test(
        "The bundled authoriser, which is written in Swift, works in the strict profile",
        .enabled(if: Self.hasInvites, "libusher-invite-token.so was not built beside the tests"))
    func swift() async throws {
        let rig = PluginRig()
        try FileManager.default.copyItem(atPath: Self.invites, toPath: rig.folder.path + "/invites.so")
        chmod(rig.folder.path + "/invites.so", 0o755)
        let instance = ConfiguredInstance(id: PluginRig.instance, pluginID: "invite-token", configJSON: "{}")
        try await rig.run([instance]) { (host) async throws in
            guard case .answered(let list) = await host.run(action: "list", arguments: [], at: PluginRig.instance) else {
                Issue.record("\(rig.log.text)")
                return
            }
            #expect(list.hasPrefix("{") || list.hasPrefix("["))
            #expect(try host.worker().crashes == 0)
        }
    }

    /// Built beside the tests, if it was.
    private static let invites =
        URL(fileURLWithPath: Places.worker).deletingLastPathComponent().path + "/libusher-invite-token.so"
    private static var hasInvites: Bool { FileManager.default.fileExists(atPath: invites) }
}

extension PluginAuthorisers {
    fileprivate func pid(of pluginID: String) throws -> Int32 {
        try #require(workers().first { $0.pluginID == pluginID }?.pid)
    }
}
