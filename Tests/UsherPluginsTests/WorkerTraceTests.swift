import Foundation
import Testing
import UsherDomain
import UsherTesting
import UsherWire

@testable import UsherPlugins

@Suite("What a worker leaves behind")
struct WorkerTraceTests {
    /// Where the descriptors of this process lead.
    private func descriptors() -> Set<String> {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")) ?? []
        return Set(
            names.compactMap { name in
                guard let target = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\(name)") else {
                    return nil
                }
                guard target == "anon_inode:[pidfd]" else { return target }
                let info = (try? String(contentsOfFile: "/proc/self/fdinfo/\(name)", encoding: .utf8)) ?? ""
                return "pidfd of " + (info.split(separator: "\n").first { $0.hasPrefix("Pid:") }.map(String.init) ?? "")
            })
    }

    @Test("A library, a worker and its connection close every descriptor that they opened, and reap their process")
    func connection() async throws {
        let path = try PluginCompiler.shared.library("crash", defining: ["CRASH_SIGNAL=11"])
        let opened = try await DedicatedThread.run(name: "test") { () -> Result<(Set<String>, Int32), any Error> in
            Result {
                let library = try PluginDirectory.library(path: path)
                let process = try WorkerProcess(executable: Places.worker, library: library)
                let targets = [process.socket, process.output, process.exitDescriptor, library.descriptor].compactMap {
                    descriptor in
                    try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\(descriptor)")
                }
                let unique =
                    targets.filter { !$0.hasPrefix("anon_inode") && !$0.hasPrefix("/memfd") } + ["pidfd of Pid:\t\(process.pid)"]
                return (Set(unique), process.pid)
            }
        }.get()
        #expect(opened.0.count == 3)
        #expect(descriptors().isDisjoint(with: opened.0))
        #expect(!processExists(opened.1))
    }

    @Test("Twenty lives of a plugin host leave no process, no copy of a plugin and no process descriptor")
    func lives() async throws {
        let name = "trace-\(UInt64.random(in: 0 ... .max)).so"
        let rig = PluginRig()
        try rig.add("crash", defining: ["CRASH_SIGNAL=11"], as: name)
        var pids: Set<Int32> = []
        for _ in 0..<20 {
            try await rig.run([ConfiguredInstance(id: PluginRig.instance, pluginID: "hostile", configJSON: "{}")]) {
                (host) async throws in
                pids.insert(try #require(try host.worker().pid))
                _ = try await host.evaluateOnce()
                try await eventually("a new worker serves") { try host.worker().isServing }
                pids.insert(try #require(try host.worker().pid))
                #expect(descriptors().contains { $0.contains(name) })
            }
        }
        #expect(pids.count == 40)
        for pid in pids { #expect(!processExists(pid)) }
        let left = descriptors()
        #expect(!left.contains { $0.contains(name) })
        #expect(left.isDisjoint(with: pids.map { "pidfd of Pid:\t\($0)" }))
    }

    private func expectFewBelongings(of pid: Int32) throws {
        let environment = try String(contentsOfFile: "/proc/\(pid)/environ", encoding: .utf8)
        #expect(
            environment.split(separator: "\0").map { $0.prefix { $0 != "=" } } == ["PATH", "LANG", "TZ", "SWIFT_BACKTRACE"])
        let folder = "/proc/\(pid)/fd"
        let targets = try FileManager.default.contentsOfDirectory(atPath: folder).map { name in
            (Int(name) ?? -1, try FileManager.default.destinationOfSymbolicLink(atPath: folder + "/" + name))
        }
        #expect(targets.count == 5)
        #expect(targets.contains { $0.0 == 0 && $0.1 == "/dev/null" })
        #expect(targets.filter { $0.1.hasPrefix("pipe:") }.map(\.0).sorted() == [1, 2])
        #expect(targets.filter { $0.1.hasPrefix("socket:") }.allSatisfy { $0.0 >= 40 })
        #expect(targets.filter { $0.1 == "anon_inode:[eventfd]" }.allSatisfy { $0.0 >= 40 })
    }

    @Test("A worker sees nothing of the daemon but its socket, its plugin and its output")
    func surroundings() async throws {
        try await PluginRig.run("table") { (host, _) async throws in
            let pid = try #require(try host.worker().pid)
            // A worker is closed to everybody but root, this process included.
            if geteuid() == 0 {
                try expectFewBelongings(of: pid)
            } else {
                print("what a worker has open is not looked at: only root may")
            }
            let limits = try String(contentsOfFile: "/proc/\(pid)/limits", encoding: .utf8)
            #expect(limits.contains(/Max core file size +0 +0/))
            #expect(limits.contains(/Max open files +128 +128/))
            let status = try String(contentsOfFile: "/proc/\(pid)/status", encoding: .utf8)
            #expect(status.contains("NoNewPrivs:\t1"))
            #expect(status.contains(/SigBlk:\t0+\n/))
        }
    }

    @Test("A thread that drives a worker itself gets the same answers, also after a crash")
    func direct() async throws {
        let good = try PluginCompiler.shared.library("good")
        let crash = try PluginCompiler.shared.library("crash", defining: ["CRASH_SIGNAL=11"])
        let rig = PluginRig()
        let findings = try await DedicatedThread.run(name: "test") { () -> Result<[Evidence.Finding], any Error> in
            Result {
                let worker = try direct(good, #"{"greeting":"hi"}"#, rig)
                let one = worker.evaluate([PluginRig.subject], requirementJSON: #"{"is":"alice"}"#)
                let many = worker.evaluate(
                    Array(repeating: PluginRig.subject, count: 512), requirementJSON: #"{"is":"bob"}"#)
                worker.close()
                let closed = worker.evaluate([PluginRig.subject], requirementJSON: #"{"is":"alice"}"#)
                let crashing = try direct(crash, "{}", rig)
                let crashed = crashing.evaluate([PluginRig.subject], requirementJSON: "{}")
                #expect(throws: PluginProblem.self) { _ = try direct(good, "{}", rig) }
                return [one[0], many[0], many[511], closed[0], crashed[0]].map(\.finding)
            }
        }.get()
        let expected: [Evidence.Finding] = [
            .holds, .doesNotHold, .doesNotHold, .unknown("The authoriser is not running."),
            .unknown("The authoriser stopped while it was being asked."),
        ]
        #expect(findings == expected)
    }

    private func direct(_ file: String, _ config: String, _ rig: PluginRig) throws -> DirectWorker {
        try DirectWorker(
            file: file, configJSON: config, settings: rig.settings, keyValueStore: rig.store, clock: StoppedClock(),
            logger: rig.log.logger)
    }

    @Test("Linking takes its steps through the worker")
    func linking() async throws {
        try await PluginRig.run("good", id: "good", config: #"{"greeting":"hi"}"#) { (host, _) async throws in
            let start = WireLinkStart(
                flowID: "f", returnURL: "https://usher.example/back", oauthState: "s3", pkceChallenge: "", locale: "en")
            let begun = await host.ask(.beginLink(start), at: PluginRig.instance, offering: ExtensionID.link, within: 5_000)
            guard case .returned(let outcomes) = begun.end, case .linkStep(let step)? = outcomes.first?.item else {
                Issue.record("\(begun)")
                return
            }
            #expect(step.step == StepCode.redirect.rawValue)
            #expect(step.url == "https://usher.example/back")
            #expect(step.state == Array("s3".utf8))

            let input = WireLinkInput(
                kind: .returned, flowID: "f", returnURL: "", state: step.state, query: "code=1", formJSON: "", pkceVerifier: "",
                locale: "")
            let resumed = await host.ask(.resumeLink(input), at: PluginRig.instance, offering: nil, within: 5_000)
            guard case .returned(let results) = resumed.end, case .linkStep(let done)? = results.first?.item else {
                Issue.record("\(resumed)")
                return
            }
            #expect(done.step == StepCode.done.rawValue)
            #expect(done.accountID == "s3")
            #expect(done.accountName == "code=1")

            // The plugin has no unlink(): there is nothing to give back.
            let unlinked = await host.ask(
                .unlink(WireSubject(PluginRig.subject)), at: PluginRig.instance, offering: nil, within: 5_000)
            guard case .returned(let last) = unlinked.end else {
                Issue.record("\(unlinked)")
                return
            }
            #expect(last.map(\.status) == [0])
        }
    }
}
