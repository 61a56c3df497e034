import Foundation
import Testing
import UsherTesting
import UsherWire

@testable import UsherPlugins

@Suite("Calls that run in a worker at the same time")
struct WorkerConcurrencyTests {
    private func reason(_ outcome: Outcome) throws -> String {
        guard case .evidence(let evidence)? = outcome.item else { throw RigFault("no evidence: \(outcome)") }
        return evidence.reason
    }

    @Test("As many calls as the plugin allows run at once, whose replies may come in any order")
    func many() async throws {
        try await BareWorker.run("worker_calls", defining: ["PLUGIN_CONCURRENCY=4"]) { worker in
            try worker.create()
            let calls = try (0..<6).map { try worker.ask("ask", "account \($0)") }
            var asked: [UInt64: String] = [:]
            for _ in 0..<4 {
                let (call, request) = try worker.request()
                guard case .keyValue(.get(let key)) = request else { throw RigFault("\(request)") }
                asked[call] = key
            }
            #expect(Set(asked.keys) == Set(calls.prefix(4)))
            #expect(worker.isQuiet(), "a fifth call ran")
            for call in calls.prefix(4).reversed() {
                try worker.reply(call, value: "value of \(asked[call] ?? "")")
                var next = try worker.receive()
                while case .service = next.report {
                    // The place that became free was taken before the answer was read.
                    asked[next.call] = "later"
                    next = try worker.receive()
                }
                guard next.call == call, case .returned(let outcomes) = next.report else { throw RigFault("\(next)") }
                #expect(try reason(try #require(outcomes.first)) == "value of \(asked[call] ?? "")")
            }
            while asked.count < 6 { asked[try worker.request().call] = "later" }
            for call in calls.suffix(2) {
                try worker.reply(call, value: "late")
                #expect(try reason(try worker.returned(call)) == "late")
            }
            #expect(worker.finish() == "ended by itself with code 0")
        }
    }

    @Test("A plugin that bears no company runs one call at a time, whatever the instance")
    func alone() async throws {
        try await BareWorker.run("worker_calls", defining: ["PLUGIN_CONCURRENCY=0"]) { worker in
            try worker.create(0)
            try worker.create(1)
            let first = try worker.ask("ask", instance: 0)
            let second = try worker.ask("ask", instance: 1)
            #expect(try worker.request().call == first)
            #expect(worker.isQuiet())
            try worker.reply(first, value: "x")
            _ = try worker.returned(first)
            #expect(try worker.request().call == second)
            try worker.reply(second, value: "x")
            _ = try worker.returned(second)
        }
    }

    @Test("Calls to different instances run at once where each instance takes one")
    func instances() async throws {
        try await BareWorker.run("worker_calls", defining: ["PLUGIN_CONCURRENCY=1"]) { worker in
            for instance in 0..<3 { try worker.create(UInt32(instance)) }
            let calls = try (0..<6).map { try worker.ask("ask", instance: UInt32($0 % 3)) }
            let asking = Set(try (0..<3).map { _ in try worker.request().call })
            #expect(asking == Set(calls.prefix(3)))
            #expect(worker.isQuiet())
        }
    }

    @Test("Never more than 32 calls run at once, however many the plugin allows")
    func limit() async throws {
        try await BareWorker.run("worker_calls", defining: ["PLUGIN_CONCURRENCY=1000"]) { worker in
            try worker.create()
            let calls = try (0..<40).map { try worker.ask("ask", "\($0)") }
            var asking: Set<UInt64> = []
            for _ in 0..<Limit.callThreads { asking.insert(try worker.request().call) }
            #expect(asking == Set(calls.prefix(Limit.callThreads)))
            #expect(worker.isQuiet())
            for call in calls.shuffled() where asking.contains(call) { try worker.reply(call, value: "") }
            var ended: Set<UInt64> = []
            while ended.count < 40 {
                let next = try worker.receive()
                if case .service = next.report { try worker.reply(next.call, value: "") } else { ended.insert(next.call) }
            }
            #expect(worker.finish() == "ended by itself with code 0")
        }
    }

    @Test("The end of an instance waits for its calls, and later calls wait for it")
    func control() async throws {
        try await BareWorker.run("worker_calls") { worker in
            try worker.create(0)
            try worker.create(1)
            let running = try worker.ask("ask")
            #expect(try worker.request().call == running)
            let end = try worker.send(.destroy(instance: 0), ringing: true)
            let after = try worker.ask("plain")
            let other = try worker.ask("plain", instance: 1)
            #expect(try worker.returned(other).status == 0)
            #expect(worker.isQuiet())
            try worker.reply(running, value: "")
            #expect(try worker.returned(running).status == 0)
            #expect(try worker.returned(end).status == 0)
            #expect(try worker.returned(after).status == StatusCode.invalid.rawValue)
        }
    }

    @Test("A cancellation reaches the call that it names, and no other")
    func cancel() async throws {
        try await BareWorker.run("worker_calls") { worker in
            try worker.create()
            let first = try worker.ask("wait")
            let second = try worker.ask("wait")
            let third = try worker.ask("late")
            try worker.send([(second, .cancel)], ringing: true)
            #expect(try worker.returned(second).status == StatusCode.cancelled.rawValue)
            #expect(worker.isQuiet())
            // What a cancelled call asks for fails at once.
            try worker.send([(third, .cancel)], ringing: false)
            #expect(try worker.returned(third).status == StatusCode.cancelled.rawValue)
            try worker.send([(first, .cancel)], ringing: false)
            #expect(try worker.returned(first).status == StatusCode.cancelled.rawValue)
        }
    }

    @Test("A call that was given up before its turn is answered without running")
    func cancelledInTheQueue() async throws {
        try await BareWorker.run("worker_calls", defining: ["PLUGIN_CONCURRENCY=1"]) { worker in
            try worker.create()
            let first = try worker.ask("ask")
            _ = try worker.request()
            let second = try worker.ask("plain")
            let third = try worker.ask("plain", deadline: 1)
            try worker.send([(second, .cancel)], ringing: false)
            try worker.reply(first, value: "")
            #expect(try worker.returned(first).status == 0)
            #expect(try worker.returned(second).status == StatusCode.cancelled.rawValue)
            #expect(try worker.returned(third).status == StatusCode.timeout.rawValue)
        }
    }

    @Test("A service asked after the deadline fails, and nothing is asked")
    func timeout() async throws {
        try await BareWorker.run("worker_calls") { worker in
            try worker.create()
            let call = try worker.ask("late", deadline: MonotonicClock.now() + 50)
            #expect(try worker.returned(call).status == StatusCode.timeout.rawValue)
        }
    }

    @Test("Orders that arrive byte by byte are served like any other", arguments: [0, 1, 4])
    func bites(concurrency: Int) async throws {
        try await BareWorker.run("worker_calls", defining: ["PLUGIN_CONCURRENCY=\(concurrency)"]) { worker in
            let create = Order.create(instance: 0, deadline: .max, config: "{}", claimPrefix: "")
            let subjects = SubjectList(["a", "b"]) { WireSubject(accountID: $0, accountName: "", linkJSON: "", pseudonym: "") }
            let request = Request.evaluate(requirement: "threads", subjects: subjects)
            try worker.send([(1, create)], ringing: true, bite: 1)
            #expect(try worker.returned(1).status == 0)
            for call in UInt64(2)..<6 {
                try worker.send([(call, .call(instance: 0, deadline: .max, request: request))], ringing: true, bite: 1)
            }
            var ended: Set<UInt64> = []
            while ended.count < 4 { ended.insert(try worker.receive().call) }
            #expect(ended == [2, 3, 4, 5])
        }
    }

    @Test("A handle that was kept, forged or made up is refused, also while other calls run")
    func handles() async throws {
        try await BareWorker.run("worker_calls") { worker in
            try worker.create()
            _ = try worker.returned(try worker.ask("keep"))
            let running = try worker.ask("ask")
            _ = try worker.request()
            #expect(try worker.returned(try worker.ask("stale")).status == 0)
            try worker.reply(running, value: "")
            #expect(try worker.returned(running).status == 0)
        }
    }

    @Test("A watch runs beside the calls of its instance, and ends when it is cancelled", arguments: [0, 1, 4])
    func watch(concurrency: Int) async throws {
        let definitions = ["PLUGIN_CONCURRENCY=\(concurrency)", "WATCHES=1"]
        try await BareWorker.run("worker_calls", defining: definitions) { worker in
            #expect(worker.hello?.extensions == [ExtensionID.watch])
            try worker.create()
            let first = try worker.ask("ask")
            _ = try worker.request()
            let watch = try worker.send(.call(instance: 0, deadline: .max, request: .watch), ringing: true)
            // Nothing is kept back while the watch is idle.
            let next = try worker.receive()
            guard next.call == watch, case .emitted(let items) = next.report, case .event(let event)? = items.first else {
                throw RigFault("\(next)")
            }
            #expect(event.event == EventCode.all.rawValue)
            try worker.reply(first, value: "")
            #expect(try worker.returned(first).status == 0)
            for _ in 0..<100 { #expect(try worker.returned(try worker.ask("plain", ringing: false)).status == 0) }
            let end = try worker.send(.destroy(instance: 0))
            #expect(worker.isQuiet(), "the end of an instance waits for its watch")
            try worker.send([(watch, .cancel)], ringing: false)
            #expect(try worker.returned(watch).status == StatusCode.cancelled.rawValue)
            #expect(try worker.returned(end).status == 0)
            #expect(worker.finish() == "ended by itself with code 0")
        }
    }

    @Test(
        "An order that fills the socket is heard by a worker whose calls are busy with themselves",
        arguments: [100, 150], [false, true])
    func largeOrder(kibibytes: Int, together: Bool) async throws {
        try await BareWorker.run("worker_calls") { worker in
            try worker.create()
            let large = "release" + String(repeating: " ", count: kibibytes << 10)
            let orders: [(UInt64, Order)] = ["block", large].enumerated().map { number, requirement in
                let subjects = SubjectList(["a"]) {
                    WireSubject(accountID: $0, accountName: "", linkJSON: "", pseudonym: "")
                }
                let request = Request.evaluate(requirement: requirement, subjects: subjects)
                return (UInt64(100 + number), .call(instance: 0, deadline: .max, request: request))
            }
            if together {
                try worker.send(orders, ringing: true)
            } else {
                try worker.send([orders[0]], ringing: false)
                try worker.send([orders[1]], ringing: true)
            }
            let ended = Set([try worker.receive().call, try worker.receive().call])
            #expect(ended == [100, 101])
        }
    }

    @Test("Never more than 32 watches run at once; the next one begins when one has ended")
    func watchLimit() async throws {
        try await BareWorker.run("worker_calls", defining: ["WATCHES=1"]) { worker in
            for instance in 0..<UInt32(40) { try worker.create(instance) }
            let watches = try (0..<UInt32(40)).map { instance in
                try worker.send(.call(instance: instance, deadline: .max, request: .watch), ringing: true)
            }
            var running: Set<UInt64> = []
            for _ in 0..<Limit.watchThreads { running.insert(try worker.receive().call) }
            #expect(running == Set(watches.prefix(Limit.watchThreads)))
            #expect(worker.isQuiet(), "one more watch ran")
            // Calls have their own places.
            #expect(try worker.returned(try worker.ask("plain", instance: 39)).status == 0)
            try worker.send([(watches[0], .cancel)], ringing: true)
            let next = Set([try worker.receive().call, try worker.receive().call])
            #expect(next == [watches[0], watches[Limit.watchThreads]])
        }
    }

    @Test("A worker whose socket closes ends its watches and calls, and then itself")
    func closing() async throws {
        try await BareWorker.run("worker_calls", defining: ["WATCHES=1"]) { worker in
            try worker.create()
            _ = try worker.send(.call(instance: 0, deadline: .max, request: .watch))
            _ = try worker.receive()
            _ = try worker.ask("ask")
            _ = try worker.request()
            #expect(worker.finish() == "ended by itself with code 0")
        }
    }

    @Test("A thousand questions from four places at once are all answered")
    func load() async throws {
        try await BareWorker.run("worker_calls") { worker in
            try worker.create()
            var open: Set<UInt64> = []
            var asked = 0
            while asked < 1_000 || !open.isEmpty {
                while open.count < 4, asked < 1_000 {
                    open.insert(try worker.ask(["ask", "plain", "twice", "threads"][asked % 4], ringing: open.count > 0))
                    asked += 1
                }
                let next = try worker.receive()
                if case .service = next.report {
                    try worker.reply(next.call, ServiceReply(.ok, .value(version: 1, [120])), ringing: open.count > 1)
                } else if case .returned(let outcomes) = next.report {
                    #expect(outcomes.first?.status == 0)
                    open.remove(next.call)
                }
            }
            #expect(worker.finish() == "ended by itself with code 0")
        }
    }
}

@Suite("The bell of a worker")
struct WorkerBellTests {
    @Test("Ringing never waits, whatever the plugin has done to its end", arguments: [10, 11])
    func never(trick: Int) async throws {
        try await BareWorker.run("descriptors", defining: ["CASE=\(trick)", "PLUGIN_CONCURRENCY=4"]) { worker in
            try worker.create()
            do {
                _ = try worker.returned(try worker.ask("{}", ringing: false))
            } catch {
                // A worker that finds its bell taken away ends, perhaps before it has answered.
                #expect(trick == 11 && "\(error)".contains("code 70"))
            }
            // On a thread of its own, which a bell that waits would keep.
            // SAFETY: ring() touches nothing but a descriptor that stays open.
            nonisolated(unsafe) let process = worker.process
            let rung = DispatchSemaphore(value: 0)
            Thread.detachNewThread {
                for _ in 0..<20_000 { process.ring() }
                rung.signal()
            }
            #expect(rung.wait(timeout: .now() + 20) == .success, "the daemon waits for its own bell")
        }
    }
}
