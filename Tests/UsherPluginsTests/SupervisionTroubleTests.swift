import Foundation
import Glibc
import Synchronization
import Testing
import UsherDomain
import UsherTesting
import UsherWire

@testable import UsherPlugins

@Suite("How a worker is supervised when things go wrong")
struct SupervisionTroubleTests {
    private static func finding(
        _ host: PluginAuthorisers, _ requirement: String, at instance: InstanceID = PluginRig.instance
    ) async -> Evidence.Finding? {
        await host.evaluate([PluginRig.subject], requirementJSON: #"{"\#(requirement)":1}"#, at: instance).first?.finding
    }

    @Test("A question that a crash left open waits for none whose instance could not be made again")
    func suspects() async throws {
        let rig = PluginRig()
        try rig.add("second_life")
        let other = InstanceID("other")!
        try await rig.run([
            ConfiguredInstance(id: PluginRig.instance, pluginID: "hostile", configJSON: #"{"once":1}"#),
            ConfiguredInstance(id: other, pluginID: "hostile", configJSON: "{}"),
        ]) { (host) async throws in
            async let lost = Self.finding(host, "slow")
            try await eventually("it runs") { try rig.store.get("slow", of: PluginRig.instance) != nil }
            async let bystander = Self.finding(host, "slow", at: other)
            try await eventually("it runs too") { try rig.store.get("slow", of: other) != nil }
            async let guilty = Self.finding(host, "crash", at: other)
            #expect(await bystander == .holds)
            guard case .unknown? = await lost, case .unknown? = await guilty else {
                Issue.record("an answer from nowhere")
                return
            }
        }
    }

    @Test("A worker that takes connections and never reads is ended before it hoards them")
    func hoarder() async throws {
        let path = try PluginCompiler.shared.library("forger")
        let services = OpenHandedServices()
        let reason = try await DedicatedThread.run(name: "test") { () -> Result<Unknown?, any Error> in
            Result {
                let connection = try Connection(
                    process: try WorkerProcess(executable: Places.worker, library: try PluginDirectory.library(path: path)),
                    instances: [PluginRig.instance], services: services, deadlines: CallDeadlines(),
                    logger: LogCapture().logger)
                while connection.hello == nil, connection.death == nil { connection.turn(wake: -1, until: .max) }
                _ = try connection.send(
                    .create(instance: 0, deadline: .max, config: "{}", claimPrefix: ""), instance: 0, deadline: .max)
                while connection.ended.isEmpty, connection.death == nil { connection.turn(wake: -1, until: .max) }
                let subjects = SubjectList([PluginRig.subject], WireSubject.init)
                _ = try connection.send(
                    .call(instance: 0, deadline: .max, request: .evaluate(requirement: #"{"l":1}"#, subjects: subjects)),
                    instance: 0, deadline: .max)
                while connection.death == nil, services.given < 1_000 { connection.turn(wake: -1, until: .max) }
                return connection.death
            }
        }.get()
        #expect(reason?.kind == .violation, "\(String(describing: reason)), \(services.given)")
        #expect(services.given < 1_000)
    }

    @Test("What a worker had not begun when its time to finish was over may be sent to another one")
    func drainedTooLong() async throws {
        let rig = PluginRig()
        let driver = try await Self.driver("second_life", rig)
        async let running = Self.ask(driver, "slow")
        try await eventually("it runs") { try rig.store.get("slow", of: PluginRig.instance) != nil }
        async let waiting = Self.ask(driver, "x")
        // What was asked after it has been sent: so has it.
        guard case .unknown(let late)? = await Self.ask(driver, "x", milliseconds: 50), late.message == "the deadline passed"
        else {
            Issue.record("the third question was not sent")
            return
        }
        await driver.drain(within: 1)
        guard case .unknown(let unknown)? = await running, case nil = await waiting else {
            Issue.record("the one that ran was answered, or the one that waited was not given back")
            return
        }
        #expect(!unknown.message.contains("shutting down"), "\(unknown.message)")
    }

    @Test("What a successor says of its health is shown without the secrets that its plugin was given")
    func judge() async throws {
        let folder = PluginFolder()
        try folder.put("1.0.100", defining: ["ILL=0"])
        var settings = folder.rig.settings
        settings.times = folder.times
        let configured = ConfiguredInstance(
            id: PluginRig.instance, pluginID: "versioned", configJSON: "{}", secrets: ["token": Secret("third party")])
        try await folder.rig.run([configured], settings: settings) { (host) async throws in
            try folder.put("1.0.101", defining: ["ILL=1"])
            let states = try await host.states("it is refused") {
                if case .refused = $0.version("1.0.101")?.standing { true } else { false }
            }
            let shown = "\(states)"
            #expect(shown.contains("the [secret] is away") && !shown.contains("third party"), "\(shown)")
            #expect(!folder.rig.log.text.contains("third party"))
        }
    }

    @Test("What members, groups and links are called and said to be is shown without the plugin's secrets, and ids stay")
    func listings() async throws {
        let rig = PluginRig()
        try rig.add("teller")
        let configured = ConfiguredInstance(
            id: PluginRig.instance, pluginID: "hostile", configJSON: "{}", secrets: ["token": Secret("hunter2-hunter2")])
        try await rig.run([configured]) { (host) async throws in
            let gate = PluginRig.instance
            guard case .answered(.page(let page)) = await host.members(requirementJSON: "{}", cursor: nil, etag: [], at: gate),
                case .answered(let groups) = await host.groups(parentID: "", query: "", cursor: nil, at: gate),
                case .answered(let step) = await host.beginLink(.none, at: gate),
                case .answered(let webhook) = await host.webhook(.none, at: gate)
            else {
                Issue.record("no answer")
                return
            }
            #expect(page.members.map(\.accountID) == ["hunter2-hunter2"])
            #expect(page.members.map(\.accountName) == ["[secret]"] && page.members.map(\.factsJSON) == [#"{"a":"[secret]"}"#])
            #expect(groups.groups.map(\.id) == ["hunter2-hunter2"] && groups.groups.map(\.name) == ["[secret]"])
            guard case .failed("[secret]") = step.act else {
                Issue.record("\(step.act)")
                return
            }
            #expect(webhook.body == Array("[secret]".utf8))
        }
    }

    private static func driver(_ source: String, _ rig: PluginRig) async throws -> WorkerDriver {
        let path = try PluginCompiler.shared.library(source, defining: ["PLUGIN_CONCURRENCY=1"])
        let description = try await Catalogue.inspect(file: path, settings: rig.settings, logger: rig.log.logger)
        let driver = try WorkerDriver(
            plan: WorkerPlan(
                executable: rig.settings.workerExecutable, file: "\(source).so",
                library: try PluginDirectory.library(path: path), cell: .strict(.required), description: description,
                instances: [WorkerPlan.Instance(id: PluginRig.instance, configJSON: "{}", claimURLPrefix: "")],
                services: StoreServices(store: rig.store), deadlines: CallDeadlines(), logger: rig.log.logger))
        try driver.start()
        await driver.firstResult()
        return driver
    }

    private static func ask(_ driver: WorkerDriver, _ requirement: String, milliseconds: Int64 = 20_000) async -> CallEnd? {
        let subjects = SubjectList([PluginRig.subject], WireSubject.init)
        let request = Request.evaluate(requirement: #"{"\#(requirement)":1}"#, subjects: subjects)
        return await driver.call(request, of: 0, until: MonotonicClock.now() + milliseconds)
    }
}

extension LinkStart {
    fileprivate static let none = LinkStart(
        flowID: "f", returnURL: "https://usher.example/r", oauthState: "s", pkceChallenge: "c", locale: "en")
}

extension WebhookRequest {
    fileprivate static let none = WebhookRequest(
        query: "", headers: [], body: [], receivedAt: Instant(unixMilliseconds: 1))
}

/// Gives a connection to whoever asks.
private final class OpenHandedServices: WorkerServices {
    private let count = Atomic(0)

    var given: Int { count.load(ordering: .relaxed) }

    func serve(
        _ request: ServiceRequest, for instance: UInt32, call: UInt64, deadline: Int64,
        reply: @escaping ServiceSink
    ) -> Cancellation {
        count.wrappingAdd(1, ordering: .relaxed)
        reply(ServiceReply(.ok, .descriptor), Descriptor(owning: dup(2)))
        return .none
    }
}

/// Puts what is to be put.
private struct StoreServices: WorkerServices {
    let store: MemoryStore

    func serve(
        _ request: ServiceRequest, for instance: UInt32, call: UInt64, deadline: Int64,
        reply: @escaping ServiceSink
    ) -> Cancellation {
        guard case .keyValue(let asked) = request else { return .none }
        reply(KeyValueService(store: store, logger: LogCapture().logger).answer(asked, for: PluginRig.instance), nil)
        return .none
    }
}
