import Foundation
import Testing
import UsherDomain
import UsherTesting

@testable import UsherPlugins

@Suite("Control groups of workers")
struct ControlGroupTests {
    /// A tree of control groups that tests may use, if this machine lets them.
    private static let tree: String? = ["/sys/fs/cgroup", "/sys/fs/cgroup/unified"].first {
        access($0 + "/cgroup.controllers", F_OK) == 0 && access($0 + "/cgroup.procs", W_OK) == 0
    }

    @Test("A group is limited as the plan says, in what can be limited")
    func settings() {
        let both = ControlGroups.settings(["memory", "pids"], memoryBytes: 100, tasks: 41)
        #expect(both.map(\.file) == ["memory.max", "memory.oom.group", "pids.max"])
        #expect(both.map(\.value) == ["\(100 + (64 << 20))", "1", "41"])
        #expect(ControlGroups.settings([], memoryBytes: 100, tasks: 41).isEmpty)
    }

    @Test("A worker has as many threads as it needs for calls and watches, and those that the plugin was allowed")
    func threads() throws {
        let allowed = try Permissions(manifestJSON: #"{"permissions":{"threads":8}}"#)
        #expect(CellPlan(allowed, policy: .required).tasks == 1 + 32 + 8)
        #expect(CellPlan(allowed, watches: 3, policy: .required).tasks == 1 + 32 + 3 + 8)
        #expect(CellPlan(allowed, watches: 99, policy: .required).tasks == 1 + 32 + 32 + 8)
        #expect(CellPlan.strict(.required).tasks == 1 + 32 + 4)
    }

    @Test(
        "A worker is in a group of its own before it loads anything, and the group goes with it",
        .enabled(if: ControlGroupTests.tree != nil, "no writable tree of control groups here"))
    func worker() async throws {
        let tree = try #require(Self.tree)
        let folder = tree + "/usher-test-\(getpid())-\(UInt32.random(in: 0 ... .max))"
        try #require(mkdir(folder, 0o755) == 0)
        defer { rmdir(folder) }
        try #require(mkdir(folder + "/worker-left-behind", 0o755) == 0)
        let plugin = try PluginCompiler.shared.library("good")
        let inside = try await DedicatedThread.run(name: "test") { () -> Result<[String], any Error> in
            Result {
                let place = try ControlGroupPlace(folder: folder)
                let groups = try ControlGroups(at: place, moving: [])
                let library = try PluginDirectory.library(path: plugin)
                let plan = CellPlan(profile: .strict, memoryBytes: 64 << 20, policy: .required, groups: groups)
                let process = try WorkerProcess(executable: Places.worker, library: library, cell: plan)
                let connection = try Connection(
                    process: process, instances: [], services: NoServices(), deadlines: CallDeadlines(),
                    logger: LogCapture().logger)
                while connection.hello == nil, connection.death == nil { connection.turn(wake: -1, until: .max) }
                try #require(connection.hello != nil, "\(String(describing: connection.death))")
                let names = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasPrefix("worker-") }
                let group = try String(contentsOfFile: "/proc/\(process.pid)/cgroup", encoding: .utf8)
                #expect(names.count == 1 && group.contains("/" + names[0]), "\(names) \(group)")
                return names
            }
        }.get()
        #expect(inside.first?.hasPrefix("worker-\(getpid())-") == true)
        let left = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasPrefix("worker-") }
        #expect(left.isEmpty, "\(left)")
        rmdir(folder + "/daemon")
    }

    @Test("A place that cannot be used is a reason, and no obstacle")
    func nowhere() async throws {
        #expect(throws: PluginProblem.self) { try ControlGroupPlace(folder: "/nowhere") }
        let rig = PluginRig()
        try rig.add("good")
        var settings = rig.settings
        // This process has been given no groups: what it may write to as root is still not its own.
        guard case .failure = Result(catching: { () throws(PluginProblem) in try ControlGroupPlace.own() }) else {
            try Test.cancel("this process has been given control groups of its own, so that they can be used")
        }
        settings.usesControlGroups = true
        let instance = ConfiguredInstance(id: PluginRig.instance, pluginID: "good", configJSON: #"{"greeting":"hi"}"#)
        try await rig.run([instance], settings: settings) { (host) async throws in
            #expect(try host.worker().isServing)
            #expect(rig.log.text.contains("plugins have no control groups"))
        }
    }
}
