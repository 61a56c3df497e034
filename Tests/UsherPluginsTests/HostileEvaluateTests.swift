import Foundation
import Testing
import UsherDomain
import UsherPlugins
import UsherTesting

@Suite("Plugins that misbehave in evaluate()")
struct HostileEvaluateTests {
    /// Sentences that stand for kinds of trouble.
    private static let crashed = Evidence.Finding.unknown("The authoriser stopped while it was being asked.")
    private static let timedOut = Evidence.Finding.unknown("The authoriser did not answer in time.")
    private static let violation = Evidence.Finding.unknown("The authoriser gave an answer that makes no sense.")
    private static let failed = Evidence.Finding.unknown("The authoriser could not find out.")

    @Test(
        "A crash is unknown, and the next worker is there at once",
        arguments: [SIGSEGV, SIGABRT, SIGFPE, SIGBUS, SIGILL, SIGKILL])
    func crash(signal: Int32) async throws {
        try await PluginRig.run("crash", defining: ["CRASH_SIGNAL=\(signal)"]) { (host, rig) async throws in
            let first = try #require(try host.worker().pid)
            #expect(try await host.evaluateOnce().finding == Self.crashed)
            #expect(!processExists(first))
            try await eventually("a new worker serves") { try host.worker().isServing }
            let second = try host.worker()
            #expect(second.crashes == 1)
            #expect(second.pid != nil && second.pid != first)
            #expect(rig.log.text.contains("signal \(signal)"))
        }
    }

    @Test("Each crash makes the wait before the next worker longer, and the wait is told")
    func backoff() async throws {
        try await PluginRig.run("crash", defining: ["CRASH_SIGNAL=11"]) { (host, rig) async throws in
            // After the fourth crash the wait is four seconds: long enough to be seen on a machine that is busy.
            for crash in 1...4 {
                try await eventually("worker \(crash) serves") { try host.worker().isServing }
                #expect(try await host.evaluateOnce().finding == Self.crashed)
                #expect(try host.worker().crashes == crash)
            }
            #expect(try host.worker().pid == nil)
            #expect(try await host.evaluateOnce().finding == .unknown("The authoriser is not running."))
            guard case .unknown(let unknown) = await host.run(action: "x", arguments: [], at: PluginRig.instance) else {
                Issue.record("a plugin that is down answered")
                return
            }
            #expect(unknown.kind == .unsupported)
            for wait in ["0", "1000", "2000", "4000"] {
                #expect(rig.log.text.contains("restart_in_ms=\(wait)"), "\(rig.log.text)")
            }
        }
    }

    @Test("A plugin that crashes at every third call answers the others")
    func everyThird() async throws {
        try await PluginRig.run("crash_every_third") { (host, _) async throws in
            #expect(try await host.evaluateOnce().finding == .holds)
            #expect(try await host.evaluateOnce().finding == .holds)
            #expect(try await host.evaluateOnce().finding == Self.crashed)
            try await eventually("a new worker serves") { try host.worker().isServing }
            #expect(try await host.evaluateOnce().finding == .holds)
            #expect(try host.worker().crashes == 1)
        }
    }

    @Test("A plugin that hangs is unknown at the deadline, and killed after the grace", arguments: [0, 1])
    func hang(busy: Int) async throws {
        try await PluginRig.run("hang", defining: ["HANG_IN=3", "HANG_BUSY=\(busy)"], deadlines: PluginRig.hasty) {
            (host, _) async throws in
            let first = try #require(try host.worker().pid)
            #expect(try await host.evaluateOnce().finding == Self.timedOut)
            try await eventually("the hanging worker is gone") { !processExists(first) }
            try await eventually("a new worker serves") { try host.worker().isServing && host.worker().crashes == 1 }
            let quick = await host.evaluate(
                [Subject(accountID: "quick", pseudonym: "p")], requirementJSON: "{}", at: PluginRig.instance)
            #expect(quick.first?.finding == .holds)
        }
    }

    @Test("Calls behind one that hangs are answered at their own deadlines, even when nobody reads them")
    func queueBehindHang() async throws {
        try await PluginRig.run("hang", defining: ["HANG_IN=3", "HANG_BUSY=0"], deadlines: PluginRig.hasty) {
            (host, _) async throws in
            // 100 questions of 200 KB: far more than the socket holds while the worker does not read.
            let requirement = "{\"is\":\"" + String(repeating: "x", count: 200_000) + "\"}"
            let findings = await withTaskGroup(of: Evidence.Finding?.self) { group in
                for _ in 0..<100 {
                    group.addTask {
                        await host.evaluate([PluginRig.subject], requirementJSON: requirement, at: PluginRig.instance).first?
                            .finding
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            #expect(findings.count == 100)
            for finding in findings {
                guard case .unknown = finding else {
                    Issue.record("\(String(describing: finding))")
                    continue
                }
            }
        }
    }

    @Test("More calls than a plugin can answer in time are unknown, and then it answers again")
    func overload() async throws {
        try await PluginRig.run("slow", deadlines: PluginRig.hasty) { (host, _) async throws in
            let findings = await withTaskGroup(of: Evidence.Finding?.self) { group in
                for _ in 0..<1_500 {
                    group.addTask {
                        await host.evaluate([PluginRig.subject], requirementJSON: "{}", at: PluginRig.instance).first?.finding
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            // A plugin that learns of the deadline a moment before we do has failed.
            let expected: [Evidence.Finding?] = [
                .holds, Self.timedOut, Self.failed, .unknown("The authoriser has too much to do."),
            ]
            #expect(findings.count == 1_500)
            #expect(Set(findings).subtracting(expected).isEmpty)
            try await eventually("calls are answered again") { try await host.evaluateOnce().finding == .holds }
            #expect(try host.worker().crashes == 0)
        }
    }

    @Test("The end of the process is unknown, however polite", arguments: ["exit_in_evaluate", "close_descriptors"])
    func politeEnd(source: String) async throws {
        try await PluginRig.run(source) { (host, _) async throws in
            guard case .unknown = try await host.evaluateOnce().finding else {
                Issue.record("taken for an answer")
                return
            }
            try await eventually("a new worker serves") { try host.worker().isServing && host.worker().crashes == 1 }
        }
    }

    @Test("Garbage on every descriptor is unknown, and the end of the worker", arguments: [1, 2, 3])
    func garbage(seed: Int) async throws {
        try await PluginRig.run("garbage", defining: ["GARBAGE_SEED=\(seed)"]) { (host, _) async throws in
            #expect(try await host.evaluateOnce().finding == Self.violation)
            try await eventually("a new worker serves") { try host.worker().isServing && host.worker().crashes == 1 }
        }
    }

    @Test("A child that a plugin leaves behind does not keep its death a secret")
    func orphan() async throws {
        try await PluginRig.run("orphan") { (host, _) async throws in
            #expect(try await host.evaluateOnce().finding == Self.crashed)
        }
    }

    @Test(
        "An answer that says nothing is unknown, and the worker goes on",
        arguments: [
            ("a", violation), ("b", violation), ("c", violation), ("d", violation), ("e", violation), ("f", violation),
            ("g", failed), ("h", failed), ("i", violation), ("j", violation), ("k", violation), ("l", violation),
            ("m", violation), ("n", violation), ("o", failed), ("p", violation), ("q", violation), ("r", violation),
            ("s", violation), ("t", violation), ("u", violation), ("v", violation), ("w", violation), ("y", failed),
            ("z", violation), ("A", .holds), ("B", .holds),
        ])
    func answers(letter: String, expected: Evidence.Finding) async throws {
        try await PluginRig.run("answers") { (host, _) async throws in
            #expect(try await host.evaluateOnce("{\"\(letter)\":1}").finding == expected)
            // A kept call does not work in the next one either.
            #expect(try await host.evaluateOnce("{\"x\":1}").finding == .doesNotHold)
            #expect(try await host.evaluateOnce("{\"y\":1}").finding == Self.violation)
            #expect(try host.worker().crashes == 0)
        }
    }

    @Test("A flood of log lines and output is cut short, and what it says still counts")
    func flood() async throws {
        try await PluginRig.run("flood") { (host, rig) async throws in
            #expect(try await host.evaluateOnce().finding == .holds)
            #expect(rig.log.count < 3_000)
            #expect(!rig.log.text.contains("\u{1b}"))
            #expect(try host.worker().crashes == 0)
        }
    }

    @Test(
        "A worker that was taken over and breaks the protocol is ended",
        arguments: [
            ("a", violation), ("b", violation), ("c", violation), ("d", violation), ("e", violation), ("f", violation),
            ("g", violation), ("h", violation), ("i", violation), ("j", violation), ("k", timedOut),
        ])
    func forger(letter: String, expected: Evidence.Finding) async throws {
        try await PluginRig.run("forger", deadlines: letter == "k" ? PluginRig.hasty : CallDeadlines()) {
            (host, _) async throws in
            let first = try #require(try host.worker().pid)
            #expect(try await host.evaluateOnce("{\"\(letter)\":1}").finding == expected)
            try await eventually("the worker is gone") { !processExists(first) }
            try await eventually("a new worker serves") { try host.worker().isServing && host.worker().crashes == 1 }
            #expect(try host.worker().crashes == 1)
            #expect(try await host.evaluateOnce("{\"?\":1}").finding == .holds)
        }
    }

    @Test("SIGKILL in the middle of a call is unknown, and the next call works")
    func killed() async throws {
        try await PluginRig.run("slow") { (host, rig) async throws in
            let pid = try #require(try host.worker().pid)
            // Ten seconds of work, of which it gets a part of one.
            async let pending = host.evaluate(
                Array(repeating: PluginRig.subject, count: 500), requirementJSON: "{}", at: PluginRig.instance)
            try await eventually("the call runs") { try rig.store.get("asked", of: PluginRig.instance) != nil }
            kill(pid, SIGKILL)
            let evidence = await pending
            #expect(evidence.count == 500)
            #expect(evidence.allSatisfy { $0.finding == Self.crashed })
            try await eventually("a new worker serves") { try host.worker().isServing }
            #expect(try await host.evaluateOnce().finding == .holds)
        }
    }
}
