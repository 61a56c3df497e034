import Testing
import UsherDomain
import UsherWire

@testable import UsherPlugins

@Suite("What a worker owes")
struct CallLedgerTests {
    private static let hello = Report.hello(
        Hello(
            wireVersion: UsherWire.version, abiMajor: 1, abiMinor: 0, manifest: "{}", extensions: [], actions: [],
            maxConcurrency: 1))
    private static let ok = Report.returned([Outcome(status: 0)])

    /// A ledger of a worker that has introduced itself, at time 0.
    private func ledger() -> CallLedger {
        var deadlines = CallDeadlines()
        deadlines.load = 100
        deadlines.grace = 50
        var ledger = CallLedger(now: 0, deadlines: deadlines)
        _ = ledger.receive(FrameHead(type: .hello, call: 0), Self.hello, now: 0)
        return ledger
    }

    private func returned(_ call: UInt64) -> FrameHead { FrameHead(type: .returned, call: call) }

    private func kind(_ action: CallLedger.Action) -> Unknown.Kind? {
        if case .kill(let unknown) = action { unknown.kind } else { nil }
    }

    @Test("A call that returns has ended, once")
    func returnsOnce() {
        var ledger = ledger()
        let call = ledger.begin(outcomes: 1, instance: 0, deadline: 1_000, now: 0)
        guard case .ended(call, .returned(let outcomes)) = ledger.receive(returned(call), Self.ok, now: 10) else {
            Issue.record("the call did not end")
            return
        }
        #expect(outcomes.count == 1)
        #expect(kind(ledger.receive(returned(call), Self.ok, now: 11)) == .violation)
        #expect(ledger.close().isEmpty)
    }

    @Test("Only the oldest call may return or ask, and only with as many answers as questions")
    func onlyTheOldest() {
        let get = Report.service(.keyValue(.get(key: "k")))
        var ledger = ledger()
        #expect(kind(ledger.receive(returned(1), Self.ok, now: 0)) == .violation)
        #expect(kind(ledger.receive(FrameHead(type: .service, call: 1), get, now: 0)) == .violation)
        let first = ledger.begin(outcomes: 1, instance: 3, deadline: 1_000, now: 0)
        let second = ledger.begin(outcomes: 2, instance: 4, deadline: 1_000, now: 0)
        #expect(kind(ledger.receive(returned(second), Self.ok, now: 1)) == .violation)
        #expect(kind(ledger.receive(FrameHead(type: .service, call: second), get, now: 1)) == .violation)
        guard
            case .serve(first, instance: 3, .keyValue(.get(key: "k"))) = ledger.receive(
                FrameHead(type: .service, call: first), get, now: 1)
        else {
            Issue.record("the running call may ask")
            return
        }
        _ = ledger.receive(returned(first), Self.ok, now: 2)
        #expect(kind(ledger.receive(returned(second), Self.ok, now: 3)) == .violation)
    }

    @Test("At the deadline whoever waits is told; after the grace the worker ends; a late answer changes nothing")
    func deadline() {
        var ledger = ledger()
        let call = ledger.begin(outcomes: 1, instance: 0, deadline: 100, now: 0)
        #expect(ledger.nextExpiry == 100)
        #expect(ledger.expire(now: 99).isEmpty)
        let actions = ledger.expire(now: 100)
        #expect(actions.count == 2)
        guard case .cancel(call) = actions[0], case .ended(call, .unknown(let unknown)) = actions[1] else {
            Issue.record("\(actions)")
            return
        }
        #expect(unknown.kind == .timedOut)
        #expect(ledger.expire(now: 101).isEmpty)
        #expect(ledger.nextExpiry == 150)
        var late = ledger
        guard case .nothing = late.receive(returned(call), Self.ok, now: 149) else {
            Issue.record("a late answer was taken")
            return
        }
        #expect(late.nextExpiry == nil)
        #expect(ledger.expire(now: 150).map(kind) == [.timedOut])
        #expect(ledger.close().isEmpty)
    }

    @Test("A call behind a slow one times out by itself, and is not a reason to end the worker before its turn")
    func waitingBehind() {
        var ledger = ledger()
        let slow = ledger.begin(outcomes: 1, instance: 0, deadline: 1_000, now: 0)
        let behind = ledger.begin(outcomes: 1, instance: 0, deadline: 100, now: 0)
        #expect(ledger.expire(now: 100).count == 2)
        #expect(ledger.expire(now: 500).isEmpty)
        _ = ledger.receive(returned(slow), Self.ok, now: 900)
        #expect(ledger.nextExpiry == 950)
        #expect(ledger.expire(now: 949).isEmpty)
        #expect(ledger.expire(now: 950).map(kind) == [.timedOut])
        #expect(!ledger.close().contains(behind))
    }

    @Test("A worker introduces itself once, in time, in our language, and before anything else")
    func introduction() {
        var late = CallLedger(now: 0, deadlines: CallDeadlines())
        #expect(late.expire(now: 9_999).isEmpty)
        #expect(late.expire(now: 10_000).map(kind) == [.timedOut])
        var twice = ledger()
        #expect(kind(twice.receive(FrameHead(type: .hello, call: 0), Self.hello, now: 1)) == .violation)
        #expect(kind(twice.receive(FrameHead(type: .refusal, call: 0), .refusal("no"), now: 1)) == .violation)
        var foreign = CallLedger(now: 0, deadlines: CallDeadlines())
        let other = Hello(
            wireVersion: "usher-wire-0", abiMajor: 1, abiMinor: 0, manifest: "{}", extensions: [], actions: [], maxConcurrency: 1)
        #expect(kind(foreign.receive(FrameHead(type: .hello, call: 0), .hello(other), now: 1)) == .violation)
        var refused = CallLedger(now: 0, deadlines: CallDeadlines())
        #expect(kind(refused.receive(FrameHead(type: .refusal, call: 0), .refusal("no"), now: 1)) == .misconfigured)
    }

    @Test("When the worker is gone, exactly those who still wait are told")
    func close() {
        var ledger = ledger()
        let first = ledger.begin(outcomes: 1, instance: 0, deadline: 100, now: 0)
        let second = ledger.begin(outcomes: 1, instance: 0, deadline: 900, now: 0)
        let third = ledger.begin(outcomes: 1, instance: 0, deadline: 900, now: 0)
        _ = ledger.expire(now: 100)
        _ = ledger.receive(returned(first), Self.ok, now: 110)
        #expect(ledger.close() == [second, third])
        #expect(ledger.count == 0)
    }

    @Test("A mailbox takes as many calls as may wait, refuses the next, and none after it was closed")
    func mailbox() {
        let mailbox = Mailbox()
        func post() -> Mailbox.Receipt {
            mailbox.post(Submission(instance: 0, request: .commit(claim: "c"), deadline: 0) { _ in })
        }
        #expect((0..<Mailbox.callsMax).allSatisfy { _ in post() == .accepted })
        #expect(post() == .full)
        #expect(Poll.isReadable(mailbox.descriptor))
        #expect(mailbox.take().count == Mailbox.callsMax)
        #expect(!Poll.isReadable(mailbox.descriptor))
        #expect(post() == .full)
        mailbox.finished(2)
        #expect(post() == .accepted)
        #expect(Poll.isReadable(mailbox.descriptor))
        mailbox.close(.stop)
        #expect(post() == .closed)
        #expect(mailbox.take().count == 1)
    }

    @Test("The first restart is immediate, the others wait longer and longer, and a minute of health forgives")
    func backoff() {
        var backoff = Backoff()
        let waits = (0..<10).map { _ in backoff.next(uptime: 10) }
        #expect(waits == [0, 1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000, 60_000])
        #expect(backoff.next(uptime: 60_000) == 0)
        #expect(backoff.next(uptime: 59_999) == 1_000)
    }
}
