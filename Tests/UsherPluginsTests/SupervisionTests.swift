import Foundation
import Synchronization
import Testing
import UsherDomain
import UsherTesting
import UsherWire

@testable import UsherPlugins

@Suite("How a worker is supervised")
struct SupervisionTests {
    private static let crashed = Evidence.Finding.unknown("The authoriser stopped while it was being asked.")

    private func ask(_ host: PluginAuthorisers, _ requirement: String, at instance: InstanceID = PluginRig.instance) async
        -> Evidence.Finding?
    {
        await host.evaluate([PluginRig.subject], requirementJSON: #"{"\#(requirement)":1}"#, at: instance).first?.finding
    }

    @Test("A plugin that crashes five times goes into quarantine, with signal, function, instance and plugin as the reason")
    func givesUp() async throws {
        try await PluginRig.run("crash", defining: ["CRASH_SIGNAL=11"]) { (host, rig) async throws in
            for crash in 1...5 {
                try await eventually("worker \(crash) serves") { try host.worker().isServing }
                #expect(try await host.evaluateOnce().finding == Self.crashed)
            }
            let states = try await host.states("it is in quarantine") {
                if case .quarantined = $0.first?.standing { true } else { false }
            }
            guard case .quarantined(let reason) = states.first?.standing else { return }
            for part in ["hostile (crash.so)", "5 times in 10 minutes", "signal 11", "evaluate() of gate"] {
                #expect(reason.contains(part), "\(reason)")
            }
            #expect(try rig.records.quarantines().map(\.reason) == [reason])
            try await eventually("its worker is let go") { host.workers().isEmpty }
            #expect(rig.log.text.contains("worker given up"))
            #expect(try await host.evaluateOnce().finding == .unknown("The authoriser is not running."))
        }
    }

    @Test("Calls that had not begun when the worker crashed are answered by the next one")
    func waitingCalls() async throws {
        try await PluginRig.run("supervised") { (host, _) async throws in
            async let guilty = ask(host, "crash")
            async let first = ask(host, "x")
            async let second = ask(host, "x")
            async let health = host.health(of: PluginRig.instance)
            #expect(await [first, second] == [.holds, .holds])
            #expect(await health.unknown?.message == "the third party is away")
            #expect(await guilty == Self.crashed)
            #expect(try host.worker().crashes == 1)
        }
    }

    @Test("A question that ran beside the one that crashed is asked again, by itself, and answered")
    func bystander() async throws {
        try await PluginRig.run("supervised", defining: ["PLUGIN_CONCURRENCY=4"]) { (host, rig) async throws in
            async let bystander = ask(host, "slow")
            try await eventually("it runs") { try rig.store.get("slow", of: PluginRig.instance) != nil }
            async let guilty = ask(host, "crash")
            #expect(await bystander == .holds)
            guard case .unknown? = await guilty else {
                Issue.record("a crash was an answer")
                return
            }
        }
    }

    @Test("Large questions and large answers meet without waiting for each other for ever")
    func bothDirections() async throws {
        try await PluginRig.run("supervised") { (host, _) async throws in
            let link = #"{"x":""# + String(repeating: "y", count: 6_000) + #""}"#
            let subject = Subject(accountID: "a", linkJSON: link, pseudonym: "p")
            let evidence = await host.evaluate(
                Array(repeating: subject, count: 2_048), requirementJSON: #"{"large":1}"#, at: PluginRig.instance)
            #expect(evidence.count == 2_048)
            #expect(evidence.allSatisfy { $0.finding == .holds })
        }
    }

    @Test("A store that is stuck holds up the one who asked, who is told in time, and nobody else")
    func stuckStore() async throws {
        let store = StuckStore()
        let rig = PluginRig()
        try rig.add("supervised")
        try rig.add("table", defining: ["PLUGIN_ID=\"other\""])
        let other = InstanceID("other")!
        let host = try PluginAuthorisers(
            settings: rig.settings(PluginRig.hasty),
            instances: [
                ConfiguredInstance(id: PluginRig.instance, pluginID: "hostile", configJSON: "{}"),
                ConfiguredInstance(id: other, pluginID: "other", configJSON: "{}"),
            ],
            backends: PluginBackends(
                keyValues: store, secrets: NoSecrets(), hashes: NoHashes(), records: rig.records, client: PluginRig.client),
            claimURLPrefix: { "\($0)" }, clock: StoppedClock(), logger: rig.log.logger)
        try await host.start()
        async let stuck = ask(host, "put")
        try await eventually("the store was asked") { store.wasAsked }
        #expect(await ask(host, "x", at: other) == .holds)
        #expect(await stuck == .unknown("The authoriser did not answer in time."))
        // The plugin was told E_CANCELLED and returned: it was not ended for what the store did.
        #expect(await ask(host, "x") == .holds)
        #expect(host.workers().map(\.crashes) == [0, 0])
        store.free()
        await host.shutdown()
    }

    @Test("Pages of members and groups come whole, and what did not change comes as that")
    func listings() async throws {
        try await PluginRig.run("supervised") { (host, _) async throws in
            let gate = PluginRig.instance
            guard case .answered(.page(let first)) = await host.members(requirementJSON: "{}", cursor: nil, etag: [], at: gate),
                case .answered(.page(let last)) = await host.members(
                    requirementJSON: "{}", cursor: first.nextCursor, etag: [], at: gate)
            else {
                Issue.record("a page did not come")
                return
            }
            #expect((first.members + last.members).map(\.accountID) == ["m1", "m2", "m3"])
            #expect(!first.isAuthoritative && last.isAuthoritative && last.nextCursor == nil)
            let unchanged = await host.members(requirementJSON: "{}", cursor: nil, etag: last.etag, at: gate)
            #expect(unchanged == .answered(.notModified(goodForMilliseconds: nil)))
            guard case .answered(let groups) = await host.groups(parentID: "", query: "", cursor: nil, at: gate) else {
                Issue.record("no groups")
                return
            }
            #expect(groups.groups.map(\.id) == ["g"])
        }
    }

    @Test("A webhook's delivery is told once, and one that is not signed is refused")
    func webhook() async throws {
        try await PluginRig.run("supervised") { (host, _) async throws in
            func deliver(_ query: String) async -> WebhookAnswer? {
                let request = WebhookRequest(
                    query: query, headers: [(name: "x-a", value: "b")], body: [1, 2, 3], receivedAt: Instant(unixMilliseconds: 1))
                guard case .answered(let answer) = await host.webhook(request, at: PluginRig.instance) else { return nil }
                return answer
            }
            #expect(await deliver("d1")?.events.map(\.kind) == [.account("m1")])
            #expect(await deliver("d1") == WebhookAnswer(events: []))
            #expect(await deliver("d2")?.events.count == 1)
            #expect(await deliver("") == WebhookAnswer(events: [], status: 403))
        }
    }

    @Test("A plugin that was not allowed to be called by third parties is not, although it could")
    func webhookWithoutPermission() async throws {
        try await PluginRig.run("supervised", defining: ["PLUGIN_MORE=\"\""]) { (host, _) async throws in
            let request = WebhookRequest(query: "d1", headers: [], body: [1], receivedAt: Instant(unixMilliseconds: 1))
            guard case .unknown(let unknown) = await host.webhook(request, at: PluginRig.instance) else {
                Issue.record("it was called")
                return
            }
            #expect(unknown.kind == .unsupported && unknown.message.contains("permissions.webhook"))
        }
    }

    @Test(
        "A watch tells what it sees beside the calls, is started again after a crash, and ends in time", .timeLimit(.minutes(2)))
    func watch() async throws {
        try await PluginRig.run("supervised", defining: ["WATCHES"]) { (host, _) async throws in
            var events = host.watched().makeAsyncIterator()
            #expect(await events.next()?.event.kind == .account("m2"))
            #expect(await ask(host, "x") == .holds)
            _ = await ask(host, "crash")
            let again = await events.next()
            #expect(again?.event.kind == .account("m2"))
            #expect(again?.instance == PluginRig.instance)
        }
    }

    @Test(
        "A watch that floods is told as: look at everything; one that returns is started again after a pause",
        .timeLimit(.minutes(2)))
    func restlessWatch() async throws {
        try await PluginRig.run("supervised", defining: ["WATCHES", "WATCH_FLOODS", "WATCH_RETURNS"]) {
            (host, rig) async throws in
            var count = 0
            for await (_, event) in host.watched() {
                count += 1
                if event.kind == .all { break }
            }
            #expect(count <= EventMeter.perSecondMax + 1)
            try await eventually("it was started again") {
                rig.log.text.components(separatedBy: "watch ended early").count > 2
            }
            #expect(rig.log.text.contains("restart_in_ms=1000"))
            #expect(try host.worker().crashes == 0)
        }
    }

    @Test("A driver that is drained ends what was sent, takes nothing more, and leaves no process")
    func drain() async throws {
        let rig = PluginRig()
        let path = try PluginCompiler.shared.library("supervised", defining: ["WATCHES"])
        let description = try await Catalogue.inspect(file: path, settings: rig.settings, logger: rig.log.logger)
        let news = Mutex<[String]>([])
        let plan = WorkerPlan(
            executable: rig.settings.workerExecutable, file: "supervised.so", library: try PluginDirectory.library(path: path),
            cell: .strict(.required), description: description,
            instances: [WorkerPlan.Instance(id: PluginRig.instance, configJSON: "{}", claimURLPrefix: "")],
            services: NowServices(store: rig.store), deadlines: CallDeadlines(), logger: rig.log.logger,
            observer: { item in news.withLock { $0.append("\(item)".prefix { $0 != "(" }.description) } })
        let driver = try WorkerDriver(plan: plan)
        try driver.start()
        await driver.firstResult()
        let pid = try #require(driver.status.pid)
        @Sendable func evaluate(_ requirement: String) async -> CallEnd? {
            let request = Request.evaluate(
                requirement: requirement, subjects: SubjectList([PluginRig.subject], WireSubject.init))
            return await driver.call(request, of: 0, until: MonotonicClock.now() + 10_000)
        }
        async let running = evaluate(#"{"slow":1}"#)
        try await eventually("it runs") { try rig.store.get("slow", of: PluginRig.instance) != nil }
        async let drained: Void = driver.drain(within: 20_000)
        try await eventually("nothing more is taken") { await evaluate("{}").isNothing }
        guard case .returned(let outcomes)? = await running else {
            Issue.record("what was sent did not end")
            return
        }
        #expect(outcomes.map(\.status) == [0])
        await drained
        #expect(!processExists(pid))
        #expect(news.withLock { $0 } == ["serving"])
        await driver.stop()
    }
}

extension CallEnd? {
    fileprivate var isNothing: Bool {
        if case .none = self { true } else { false }
    }
}

/// Answers what is asked of the store at once.
private struct NowServices: WorkerServices {
    let store: MemoryStore

    func serve(
        _ request: ServiceRequest, for instance: UInt32, call: UInt64, deadline: Int64,
        reply: @escaping ServiceSink
    ) -> Cancellation {
        guard case .keyValue(.put(let key, let value, _, _)) = request else { return .none }
        do {
            try store.put(key, value, ttlMilliseconds: 0, expected: .anything, of: PluginRig.instance)
            reply(ServiceReply(.ok), nil)
        } catch {
            reply(ServiceReply(.internal), nil)
        }
        return .none
    }
}

/// A store whose disk does not answer until it is freed.
private final class StuckStore: KeyValueStore {
    private let asked = Atomic(false)
    private let isFree = Atomic(false)

    var wasAsked: Bool { asked.load(ordering: .relaxed) }
    func free() { isFree.store(true, ordering: .relaxed) }

    func get(_ key: String, of instance: InstanceID) throws -> KeyValue? { nil }

    func put(
        _ key: String, _ value: [UInt8], ttlMilliseconds: Int64, expected: KeyValueExpectation, of instance: InstanceID,
        bytesMax: Int64
    ) throws {
        asked.store(true, ordering: .relaxed)
        while !isFree.load(ordering: .relaxed) { sched_yield() }
    }

    func delete(_ key: String, expected: KeyValueExpectation, of instance: InstanceID) throws {}
    func keys(prefix: String, after: String, limit: Int, of instance: InstanceID) throws -> [String] { [] }
}
