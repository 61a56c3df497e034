import Foundation
import Synchronization
import Testing
import UsherDomain
import UsherTesting

@testable import UsherPlugins

@Suite("Watching the plugin directory")
struct WatchTests {
    private let one = FileName(Array("one.so".utf8))

    private func facts(size: Int64) -> FileFacts {
        FileFacts(kind: .file, owner: 0, mode: 0o644, device: 1, inode: 1, size: size, modifiedAt: size)
    }

    @Test("A file settles when it looks the same twice, however often it changes in between")
    func settling() {
        var settling = Settling(settle: 500)
        settling.notice(one, now: 0)
        #expect(settling.due(now: 0) == [one])
        #expect(settling.look(one, facts(size: 1), now: 0) == false)
        settling.notice(one, now: 100)
        #expect(settling.due(now: 499).isEmpty && settling.nextLook == 500)
        #expect(settling.look(one, facts(size: 2), now: 500) == false)
        #expect(settling.look(one, facts(size: 2), now: 1_000) == true)
        #expect(settling.nextLook == nil)
        // A file that is gone settles too.
        settling.notice(one, now: 2_000)
        #expect(settling.look(one, nil, now: 2_000) == false)
        #expect(settling.look(one, nil, now: 2_500) == true)
    }

    @Test("A storm of names becomes one look at everything")
    func manyNames() {
        var settling = Settling(settle: 500)
        for number in 0..<10_000 { settling.notice(FileName(Array("\(number).so".utf8)), now: 0) }
        #expect(settling.due(now: 0).count == Settling.namesMax)
        #expect(settling.takeAll(now: 499) == false)
        #expect(settling.takeAll(now: 500) == true)
        #expect(settling.takeAll(now: 1_000) == false)
    }

    @Test("Two files are looked at at a time; one that takes long no longer counts, and one that changed is looked at again")
    func queue() {
        var queue = LookQueue(slowAfter: 1_000)
        let names = (0..<12).map { FileName(Array("\($0).so".utf8)) }
        for name in names { queue.want(name) }
        #expect(queue.begin(now: 0) == Array(names[0..<2]))
        #expect(queue.begin(now: 500) == [])
        #expect(queue.nextTurn(now: 500) == 1_000)
        #expect(queue.begin(now: 1_000) == Array(names[2..<4]))
        #expect(queue.begin(now: 2_000) == Array(names[4..<6]))
        #expect(queue.begin(now: 3_000) == Array(names[6..<8]))
        #expect(queue.begin(now: 9_000) == [], "there is an end to it")
        queue.want(names[0])
        queue.end(names[0])
        queue.end(names[1])
        #expect(queue.contains(names[0]) && !queue.contains(names[1]) && !queue.isIdle)
    }

    @Test("A file that hangs when it is looked at delays no other")
    func hanging() async throws {
        var folder = PluginFolder()
        folder.times.patience = 300
        folder.times.slowLook = 100
        for number in 0..<3 { try folder.rig.add("hang", defining: ["HANG_IN=1"], as: "a-hangs-\(number).so") }
        try folder.put("1.0.100")
        var deadlines = CallDeadlines()
        // None of them is given up before this test is.
        deadlines.load = 600_000
        var settings = folder.rig.settings(deadlines)
        settings.times = folder.times
        let configured = ConfiguredInstance(id: PluginRig.instance, pluginID: "versioned", configJSON: "{}")
        let host = try folder.rig.host([configured], settings)
        let start = ContinuousClock.now
        async let started: Void = try host.start()
        try await eventually("the good one runs", within: .seconds(120)) { try await host.version() == "1.0.100" }
        await host.shutdown()
        try await started
        #expect(ContinuousClock.now - start < .seconds(300), "the shutdown does not wait for the looks")
    }

    @Test("A file that takes long to look at is decided about, although others change all the time")
    func slowAmongChanges() async throws {
        let folder = {
            var folder = PluginFolder()
            folder.times.patience = 100
            return folder
        }()
        try folder.put("1.0.100")
        var deadlines = CallDeadlines()
        deadlines.load = 1_000
        try await folder.run(deadlines: deadlines) { (host) async throws in
            try folder.rig.add("hang", defining: ["HANG_IN=1"], as: "hangs.so")
            let round = Mutex(100)
            try await eventually("the slow one is refused") {
                let number = round.withLock { round in
                    round += 1
                    return round
                }
                let version = "1.0.\(number)"
                try folder.put(version, as: "other.so", defining: ["PLUGIN_ID=\"other\""])
                let states = try await host.states("the other one is seen") { $0.version(version) != nil }
                guard case .refused = states.first(where: { $0.file == "hangs.so" })?.standing else { return false }
                return true
            }
        }
    }

    @Test("The directory may go away and come back: what runs goes on meanwhile, and is replaced afterwards")
    func directory() async throws {
        let folder = PluginFolder()
        try folder.put("1.0.100")
        try await folder.run { (host) async throws in
            let away = folder.path + "-away"
            #expect(rename(folder.path, away) == 0)
            defer { try? FileManager.default.removeItem(atPath: away) }
            try await eventually("its absence is noticed") { await !host.pluginStates().problem.isEmpty }
            #expect(try await host.version() == "1.0.100")
            try FileManager.default.createDirectory(
                atPath: folder.path, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o755])
            try folder.put("1.0.101")
            try await eventually("the new directory is watched") { try await host.version() == "1.0.101" }
            #expect(await host.pluginStates().problem.isEmpty)
        }
    }

    @Test("A directory that cannot be used at the start is used as soon as it can be")
    func laterDirectory() async throws {
        let folder = PluginFolder()
        try folder.put("1.0.100")
        #expect(chmod(folder.path, 0o777) == 0)
        try await folder.run { (host) async throws in
            #expect(try #require(try await host.trouble()).contains("can be written to by others"))
            #expect(chmod(folder.path, 0o755) == 0)
            try await eventually("it is used") { try await host.version() == "1.0.100" }
        }
    }

    @Test("A storm of changes costs a bounded number of looks, and ends with what is there")
    func storm() async throws {
        let folder = PluginFolder()
        try folder.put("1.0.100")
        let news = Mutex(0)
        // What each file was when it was last told about; `nil` = gone.
        let known = Mutex<[FileName: FileFacts?]>([:])
        let path = folder.path
        @Sendable func facts(of name: FileName) -> FileFacts? {
            var info = stat()
            return lstat(path + "/" + name.text, &info) == 0 ? FileFacts(info) : nil
        }
        let watch = try DirectoryWatch()
        var times = folder.times
        times.settle = 100
        times.breath = 50
        try watch.start(path: folder.path, times: times) { item in
            news.withLock { $0 += 1 }
            guard case .files(let names) = item else { return }
            for name in names { known.withLock { $0[name] = .some(facts(of: name)) } }
        }
        let start = ContinuousClock.now
        let data = try PluginFolder.library("1.0.100")
        // On a thread of its own: it would hold up one of the few that all tests share.
        try await DedicatedThread.run(name: "test storm") {
            Result {
                for round in 0..<1_000 {
                    try folder.put(data, as: "x\(round % 300).so")
                    if round.isMultiple(of: 2) { try folder.remove("x\(round % 300).so") }
                }
            }
        }.get()
        let storm = ContinuousClock.now - start
        let changed = (0..<300).map { FileName(Array("x\($0).so".utf8)) }
        try await eventually("it ends with what is there") {
            known.withLock { known in changed.allSatisfy { known[$0] == .some(facts(of: $0)) } }
        }
        watch.stop()
        let told = news.withLock { $0 }
        print("1,500 changes of 300 files in \(storm.milliseconds) ms: told \(told) times")
        #expect(told <= 20 + storm.milliseconds / Int(times.breath))
    }
}
