import Testing
import UsherDomain
import UsherTesting
import UsherWire

@testable import UsherPlugins

@Suite("What a worker owes")
struct CallLedgerTests {
    static let ok = Report.returned([Outcome(status: 0)])
    static let get = Report.service(.keyValue(.get(key: "k")))

    static func hello(_ maxConcurrency: UInt32 = 1, wire: String = UsherWire.version) -> Report {
        .hello(
            Hello(
                wireVersion: wire, abiMajor: 1, abiMinor: 0, manifest: "{}", extensions: [], actions: [],
                maxConcurrency: maxConcurrency))
    }

    /// A ledger of a worker that has introduced itself, at time 0.
    static func ledger(_ maxConcurrency: UInt32 = 1) -> CallLedger {
        var deadlines = CallDeadlines()
        deadlines.load = 100
        deadlines.grace = 50
        var ledger = CallLedger(now: 0, deadlines: deadlines)
        _ = ledger.receive(FrameHead(type: .hello, call: 0), hello(maxConcurrency), now: 0)
        return ledger
    }

    private func returned(_ call: UInt64) -> FrameHead { FrameHead(type: .returned, call: call) }
    private func asks(_ call: UInt64) -> FrameHead { FrameHead(type: .service, call: call) }

    private func kind(_ action: CallLedger.Action) -> Unknown.Kind? {
        if case .kill(let unknown) = action { unknown.kind } else { nil }
    }

    @Test("A call that returns has ended, once")
    func returnsOnce() {
        var ledger = Self.ledger()
        let call = ledger.begin(.call(.commit), instance: 0, deadline: 1_000, now: 0)
        guard case .returned(call, .returned(let outcomes)?) = ledger.receive(returned(call), Self.ok, now: 10) else {
            Issue.record("the call did not end")
            return
        }
        #expect(outcomes.count == 1)
        #expect(kind(ledger.receive(returned(call), Self.ok, now: 11)) == .violation)
        #expect(ledger.close().isEmpty)
    }

    @Test("Only a call that runs may return or ask, and only with as many answers as questions")
    func onlyRunning() {
        var ledger = Self.ledger()
        #expect(kind(ledger.receive(returned(1), Self.ok, now: 0)) == .violation)
        #expect(kind(ledger.receive(asks(1), Self.get, now: 0)) == .violation)
        let first = ledger.begin(.call(.evaluate), instance: 3, deadline: 1_000, now: 0)
        let second = ledger.begin(.call(.evaluate), outcomes: 2, instance: 3, deadline: 1_000, now: 0)
        let other = ledger.begin(.call(.evaluate), instance: 4, deadline: 1_000, now: 0)
        #expect(kind(ledger.receive(returned(second), Self.ok, now: 1)) == .violation)
        #expect(kind(ledger.receive(asks(second), Self.get, now: 1)) == .violation)
        guard
            case .serve(first, instance: 3, deadline: 1_000, .keyValue(.get(key: "k"))) = ledger.receive(
                asks(first), Self.get, now: 1),
            case .serve(other, instance: 4, deadline: 1_000, _) = ledger.receive(asks(other), Self.get, now: 1)
        else {
            Issue.record("calls that run may ask")
            return
        }
        #expect(ledger.reply(to: first) == 0)
        _ = ledger.receive(returned(first), Self.ok, now: 2)
        #expect(kind(ledger.receive(returned(second), Self.ok, now: 3)) == .violation)
    }

    @Test("A call asks for one thing at a time, and gets each reply once")
    func oneRequest() {
        var ledger = Self.ledger()
        let call = ledger.begin(.call(.evaluate), instance: 0, deadline: 1_000, now: 0)
        #expect(ledger.reply(to: call) == nil)
        _ = ledger.receive(asks(call), Self.get, now: 1)
        var hasty = ledger
        #expect(kind(hasty.receive(asks(call), Self.get, now: 1)) == .violation)
        #expect(ledger.reply(to: call) == 0)
        #expect(ledger.reply(to: call) == nil)
        guard case .serve = ledger.receive(asks(call), Self.get, now: 2) else {
            Issue.record("the next request was not served")
            return
        }
        let destroy = ledger.begin(.destroy, instance: 1, deadline: 1_000, now: 0)
        #expect(kind(ledger.receive(asks(destroy), Self.get, now: 2)) == .violation)
    }

    @Test("At the deadline whoever waits is told and requests are refused; after the grace the worker ends")
    func deadline() {
        var ledger = Self.ledger()
        let call = ledger.begin(.call(.evaluate), instance: 0, deadline: 100, now: 0)
        _ = ledger.receive(asks(call), Self.get, now: 1)
        #expect(ledger.nextExpiry == 100)
        #expect(ledger.expire(now: 99).isEmpty)
        let actions = ledger.expire(now: 100)
        #expect(actions.count == 1)
        guard case .givenUp(call, replies: 1, .unknown(let unknown)?) = actions[0] else {
            Issue.record("\(actions)")
            return
        }
        #expect(unknown.kind == .timedOut)
        #expect(ledger.reply(to: call) == nil)
        guard case .refuse(call, .keyValue) = ledger.receive(asks(call), Self.get, now: 101) else {
            Issue.record("a call that nobody waits for was served")
            return
        }
        #expect(ledger.expire(now: 101).isEmpty)
        #expect(ledger.nextExpiry == 150)
        var late = ledger
        guard case .returned(call, nil) = late.receive(returned(call), Self.ok, now: 149) else {
            Issue.record("a late answer was taken")
            return
        }
        #expect(late.nextExpiry == nil)
        #expect(ledger.expire(now: 150).map(kind) == [.timedOut])
        #expect(ledger.close().map(\.isAwaited) == [false])
    }

    @Test("A call behind a slow one times out by itself, and is not a reason to end the worker before its turn")
    func waitingBehind() {
        var ledger = Self.ledger()
        let slow = ledger.begin(.call(.evaluate), instance: 0, deadline: 1_000, now: 0)
        let behind = ledger.begin(.call(.evaluate), instance: 0, deadline: 100, now: 0)
        #expect(ledger.expire(now: 100).count == 1)
        #expect(ledger.expire(now: 500).isEmpty)
        _ = ledger.receive(returned(slow), Self.ok, now: 900)
        #expect(ledger.nextExpiry == 950)
        #expect(ledger.expire(now: 949).isEmpty)
        #expect(ledger.expire(now: 950).map(kind) == [.timedOut])
        #expect(ledger.close().filter(\.isAwaited).map(\.id) == [])
        #expect(behind == 2)
    }

    @Test("A watch runs beside everything and has no deadline; when it is told to end it has five seconds and the grace")
    func watch() {
        var ledger = Self.ledger(0)
        let call = ledger.begin(.call(.evaluate), instance: 0, deadline: 1_000, now: 0)
        let watch = ledger.begin(.call(.watch), instance: 0, deadline: .max, now: 0)
        #expect(ledger.running.count == 2)
        _ = ledger.receive(returned(call), Self.ok, now: 1)
        #expect(ledger.expire(now: 1 << 40).isEmpty)
        guard case .givenUp(watch, replies: 0, nil) = ledger.cancel(watch, now: 1_000) else {
            Issue.record("it was not told to end")
            return
        }
        #expect(ledger.expire(now: 5_999).isEmpty)
        var good = ledger
        guard case .returned(watch, .returned?) = good.receive(returned(watch), Self.ok, now: 5_000) else {
            Issue.record("its end was not told")
            return
        }
        #expect(ledger.expire(now: 6_000).count == 1)
        #expect(ledger.expire(now: 6_050).map(kind) == [.timedOut])
    }

    @Test("Only listings that run emit items, and no more than a page holds")
    func items() {
        let item = Item.result(json: "1")
        func emit(_ ledger: inout CallLedger, _ call: UInt64, _ count: Int, bytes: Int = 10, now: Int64 = 1) -> CallLedger.Action
        {
            let head = FrameHead(type: .emitted, call: call)
            return ledger.receive(head, .emitted(Array(repeating: item, count: count)), bytes: bytes, now: now)
        }
        var ledger = Self.ledger()
        #expect(kind(emit(&ledger, 1, 1)) == .violation)
        let evaluate = ledger.begin(.call(.evaluate), instance: 0, deadline: 1_000, now: 0)
        #expect(kind(emit(&ledger, evaluate, 1)) == .violation)
        let waiting = ledger.begin(.call(.members), instance: 0, deadline: 1_000, now: 0)
        #expect(kind(emit(&ledger, waiting, 1)) == .violation)
        let members = ledger.begin(.call(.members), instance: 1, deadline: 1_000, now: 0)
        var large = ledger
        guard case .collect(members, let items) = emit(&ledger, members, Limit.itemsPerPage + 1) else {
            Issue.record("a full page is too much")
            return
        }
        #expect(items.count == Limit.itemsPerPage + 1)
        #expect(kind(emit(&ledger, members, 1)) == .violation)
        guard
            case .givenUp(members, replies: 0, .unknown(let unknown)?) = emit(
                &large, members, 1, bytes: Limit.pageBytes + 1)
        else {
            Issue.record("a page of any size was taken")
            return
        }
        #expect(unknown.message.contains("next_cursor"))
        guard case .nothing = emit(&large, members, 1) else {
            Issue.record("more of it was taken")
            return
        }
        let watch = ledger.begin(.call(.watch), instance: 2, deadline: .max, now: 0)
        for second in 1...3 {
            guard case .collect = emit(&ledger, watch, CallLedger.watchItemsPerSecondMax, now: Int64(second) * 1_000) else {
                Issue.record("a lively watch was ended")
                return
            }
        }
        #expect(kind(emit(&ledger, watch, 1, now: 3_999)) == .violation)
    }

    @Test("A worker introduces itself once, in time, in our language, and before anything else")
    func introduction() {
        var late = CallLedger(now: 0, deadlines: CallDeadlines())
        #expect(late.expire(now: 9_999).isEmpty)
        #expect(late.expire(now: 10_000).map(kind) == [.timedOut])
        var twice = Self.ledger()
        #expect(kind(twice.receive(FrameHead(type: .hello, call: 0), Self.hello(), now: 1)) == .violation)
        #expect(kind(twice.receive(FrameHead(type: .refusal, call: 0), .refusal("no"), now: 1)) == .violation)
        var foreign = CallLedger(now: 0, deadlines: CallDeadlines())
        let other = Self.hello(wire: "usher-wire-0")
        #expect(kind(foreign.receive(FrameHead(type: .hello, call: 0), other, now: 1)) == .violation)
        var refused = CallLedger(now: 0, deadlines: CallDeadlines())
        #expect(kind(refused.receive(FrameHead(type: .refusal, call: 0), .refusal("no"), now: 1)) == .misconfigured)
    }

    @Test("When the worker is gone, it is known who still waits, and what had begun")
    func close() {
        var ledger = Self.ledger()
        let first = ledger.begin(.call(.evaluate), instance: 0, deadline: 100, now: 0)
        let second = ledger.begin(.call(.evaluate), instance: 0, deadline: 900, now: 0)
        let third = ledger.begin(.call(.reserve), instance: 0, deadline: 900, now: 0)
        let fourth = ledger.begin(.call(.evaluate), instance: 0, deadline: 105, now: 0)
        _ = ledger.expire(now: 105)
        _ = ledger.receive(returned(first), Self.ok, now: 110)
        let lost = ledger.close()
        #expect(lost.map(\.id) == [second, third, fourth])
        #expect(lost.map(\.isRunning) == [true, false, false])
        #expect(lost.map(\.isAwaited) == [true, true, false])
        #expect(ledger.count == 0)
    }
}

/// The rule by which calls begin, in its plainest form: a list of all calls, gone through from the first to the last.
private struct PlainSlots {
    struct Call {
        let id: UInt64
        let work: Work
        let instance: UInt32
        var isRunning = false
    }

    let maxConcurrency: UInt32
    var calls: [Call] = []

    mutating func start() {
        for index in calls.indices where !calls[index].isRunning && mayStart(index) { calls[index].isRunning = true }
    }

    private func mayStart(_ index: Int) -> Bool {
        let call = calls[index]
        let running = calls.filter { $0.isRunning && !$0.work.isWatch }
        let here = calls.filter { $0.instance == call.instance && $0.isRunning }
        let ahead = calls[..<index].filter { !$0.isRunning && !$0.work.isWatch && $0.instance == call.instance }
        if call.work.isWatch {
            return !here.contains { $0.work.isAlone } && !ahead.contains { $0.work.isAlone }
                && calls.count { $0.isRunning && $0.work.isWatch } < Limit.watchThreads
        }
        if !ahead.isEmpty { return false }
        if maxConcurrency == 0, !running.isEmpty { return false }
        if running.count >= Limit.callThreads { return false }
        if here.contains(where: \.work.isAlone) { return false }
        if call.work.isAlone { return here.isEmpty }
        return here.count { !$0.work.isWatch } < max(1, Int(maxConcurrency))
    }
}

@Suite("Which calls a worker runs")
struct CallSlotsTests {
    @Test("Up to max_concurrency calls of an instance run at once, and of a plugin that allows no overlap one")
    func concurrency() {
        for (allowed, expected) in [(0, 1), (1, 2), (3, 6), (64, 10)] as [(UInt32, Int)] {
            var ledger = CallLedgerTests.ledger(allowed)
            for number in 0..<10 {
                _ = ledger.begin(.call(.evaluate), instance: UInt32(number % 2), deadline: 1_000, now: 0)
            }
            #expect(ledger.running.count == expected, "\(allowed)")
        }
        var many = CallLedgerTests.ledger(64)
        for _ in 0..<50 { _ = many.begin(.call(.evaluate), instance: 0, deadline: 1_000, now: 0) }
        #expect(many.running.count == Limit.callThreads)
    }

    @Test("Up to 32 watches run at once, and one more begins when one has ended")
    func watches() {
        var ledger = CallLedgerTests.ledger(1)
        let watches = (0..<UInt32(40)).map { ledger.begin(.call(.watch), instance: $0, deadline: .max, now: 0) }
        #expect(ledger.running.count == Limit.watchThreads)
        _ = ledger.receive(FrameHead(type: .returned, call: watches[3]), CallLedgerTests.ok, now: 1)
        #expect(ledger.running.map(\.instance) == Array(0...32).filter { $0 != 3 })
        #expect(ledger.runningCalls == 0)
    }

    @Test("Calls begin as the plain rule says, whatever comes when", arguments: 0..<40)
    func model(seed: Int) {
        var random = SeededRandom("calls of a worker", seed: UInt64(seed))
        let allowed = UInt32([0, 1, 2, 5, 40][seed % 5])
        let instances = UInt32(1 + seed % 4)
        var ledger = CallLedgerTests.ledger(allowed)
        var plain = PlainSlots(maxConcurrency: allowed)
        let kinds: [Work] = [.create, .destroy, .call(.watch)] + Array(repeating: .call(.evaluate), count: 12)
        for now in 1...400 {
            let running = plain.calls.filter(\.isRunning)
            if let done = running.randomElement(using: &random), plain.calls.count > 60 || Bool.random(using: &random) {
                guard
                    case .returned(done.id, _?) = ledger.receive(
                        FrameHead(type: .returned, call: done.id), CallLedgerTests.ok, now: Int64(now))
                else {
                    Issue.record("the return of \(done) was refused")
                    return
                }
                plain.calls.removeAll { $0.id == done.id }
            } else if let work = kinds.randomElement(using: &random) {
                let instance = UInt32.random(in: 0..<instances, using: &random)
                let id = ledger.begin(work, instance: instance, deadline: .max, now: Int64(now))
                plain.calls.append(PlainSlots.Call(id: id, work: work, instance: instance))
            }
            plain.start()
            let expected = plain.calls.filter(\.isRunning).map { [Int($0.instance), $0.work.hashValue] }
            #expect(ledger.running.map { [Int($0.instance), $0.work.hashValue] } == expected)
            if let waiting = plain.calls.first(where: { !$0.isRunning }) {
                var copy = ledger
                let head = FrameHead(type: .returned, call: waiting.id)
                guard case .kill = copy.receive(head, CallLedgerTests.ok, now: Int64(now)) else {
                    Issue.record("a call that does not run returned")
                    return
                }
            }
        }
    }
}
