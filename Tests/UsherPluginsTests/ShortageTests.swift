import Foundation
import Testing
import UsherDomain
import UsherTesting

@testable import UsherPlugins

@Suite("A system that has nothing left to give")
struct ShortageTests {
    @Test("Without a thread left, what needs one cannot be made, and says so; with one again, it can")
    func threads() async {
        await #expect(processExitsWith: .success) {
            let pool = try BlockingPool()
            let watch = try DirectoryWatch()
            try await Shortage.ofThreads {
                #expect(throws: PluginProblem.self) { try pool.start() }
                #expect(throws: PluginProblem.self) { try watch.start(path: "/", times: ReplacementTimes()) { _ in } }
                #expect(throws: PluginProblem.self) { try Alarms(name: "test") }
                let problem = await #expect(throws: PluginProblem.self) { try await DedicatedThread.run(name: "test") {} }
                #expect(problem?.isShortage == true)
            }
            #expect(try await DedicatedThread.run(name: "test") { true })
            pool.close()
            watch.stop()
        }
    }

    @Test("Without a descriptor left, what needs one cannot be made, and says so")
    func descriptors() async {
        await #expect(processExitsWith: .success) {
            Shortage.occupyLowest()
            try await Shortage.ofDescriptors {
                #expect(throws: PluginProblem.self) { try Mailbox() }
                #expect(throws: PluginProblem.self) { try ReplyBox() }
                #expect(throws: PluginProblem.self) { try Alarms(name: "test") }
                #expect(throws: PluginProblem.self) { try DirectoryWatch() }
                let problem = #expect(throws: PluginProblem.self) { try PluginDirectory(path: "/") }
                #expect(problem?.isShortage == true)
            }
        }
    }

    @Test("Without a descriptor left, the host goes on, and does what it could not do as soon as it can")
    func host() async {
        await #expect(processExitsWith: .success) {
            // What waits in this test itself has its descriptors from here on.
            var looks = 0
            _ = try await comesTrue {
                looks += 1
                return looks > 1
            }
            Shortage.occupyLowest()
            let folder = PluginFolder()
            try folder.put("1.0.100")
            let next = folder.path + "/.next"
            #expect(FileManager.default.createFile(atPath: next, contents: try PluginFolder.library("1.0.200")))
            try await folder.run { host in
                #expect(try await host.version() == "1.0.100")
                let pid = try #require(try host.worker().pid)
                try await Shortage.ofDescriptors {
                    kill(pid, SIGKILL)
                    try await eventually("a new worker could not be started") {
                        folder.rig.log.text.contains("Too many open files")
                    }
                    guard case .unknown = try await host.evaluateOnce().finding else { throw RigFault("an answer from nowhere") }
                    #expect(rename(next, folder.path + "/plugin.so") == 0)
                    try await eventually("the new file could not be looked at") {
                        await host.pluginStates().problem.contains("Too many open files")
                    }
                }
                try await eventually("the new file serves") { try await host.version() == "1.0.200" }
            }
        }
    }
}

/// Takes something away from this process for a while.
enum Shortage {
    /// Each poll() of the host names at most so many descriptors, and may not name more than the limit.
    private static let few: Int32 = 5

    /// Makes sure that every number below ``few`` is taken by something that stays.
    static func occupyLowest() {
        while true {
            let copy = dup(2)
            if copy >= few || copy < 0 {
                close(copy)
                return
            }
        }
    }

    static func ofDescriptors(_ body: () async throws -> Void) async throws {
        try await limited(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), rlim_t(few), body)
    }

    /// A thread's stack is the largest thing that anybody asks for here.
    static func ofThreads(_ body: () async throws -> Void) async throws {
        let pages = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8).prefix { $0 != " " }
        let used = try #require(rlim_t(pages)) * rlim_t(sysconf(Int32(_SC_PAGESIZE)))
        try await limited(__rlimit_resource_t(RLIMIT_AS.rawValue), used + (4 << 20), body)
    }

    private static func limited(_ resource: __rlimit_resource_t, _ soft: rlim_t, _ body: () async throws -> Void) async throws {
        var before = rlimit()
        #expect(getrlimit(resource, &before) == 0)
        var limit = before
        limit.rlim_cur = soft
        #expect(setrlimit(resource, &limit) == 0)
        defer { setrlimit(resource, &before) }
        try await body()
    }
}
