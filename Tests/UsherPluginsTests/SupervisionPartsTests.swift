import Glibc
import Testing
import UsherDomain
import UsherTesting
import UsherWire

@testable import UsherPlugins

@Suite("The parts of supervision, each by itself")
struct SupervisionPartsTests {
    private func submission(_ instance: UInt32 = 0, _ name: String = "c", deadline: Int64 = .max) -> Submission {
        Submission(instance: instance, request: .commit(claim: name), deadline: deadline) { _ in }
    }

    private func name(_ submission: Submission?) -> String? {
        if case .commit(let name)? = submission?.request { name } else { nil }
    }

    @Test("A mailbox takes as many calls as may wait, refuses the next, and none after it was closed")
    func mailbox() throws {
        let mailbox = try Mailbox()
        #expect((0..<Mailbox.callsMax).allSatisfy { _ in mailbox.post(submission()) == .accepted })
        #expect(mailbox.post(submission()) == .full)
        #expect(Poll.isReadable(mailbox.descriptor))
        #expect(mailbox.take().calls.count == Mailbox.callsMax)
        #expect(!Poll.isReadable(mailbox.descriptor))
        #expect(mailbox.post(submission()) == .full)
        mailbox.finished(submission())
        #expect(mailbox.post(submission()) == .accepted)
        #expect(Poll.isReadable(mailbox.descriptor))
        mailbox.close(.stop)
        #expect(mailbox.mode == .stop)
        #expect(mailbox.post(submission()) == .closed)
        #expect(mailbox.take().calls.count == 1)
    }

    @Test("A mailbox does not hold more than some bytes of calls, however few they are")
    func mailboxBytes() throws {
        let mailbox = try Mailbox()
        let large = Submission(
            instance: 0, request: .describe(code: String(repeating: "x", count: 20 << 20)), deadline: .max
        ) { _ in }
        #expect((0..<3).allSatisfy { _ in mailbox.post(large) == .accepted })
        #expect(mailbox.post(large) == .full)
        #expect(mailbox.post(submission()) == .accepted)
        mailbox.finished(large)
        #expect(mailbox.post(large) == .accepted)
    }

    @Test("Who is drained may be stopped, and who is stopped is not drained any more")
    func mailboxModes() throws {
        let mailbox = try Mailbox()
        mailbox.close(.drain(until: 100))
        mailbox.close(.drain(until: 900))
        #expect(mailbox.mode == .drain(until: 100))
        mailbox.close(.stop)
        mailbox.close(.drain(until: 50))
        #expect(mailbox.mode == .stop)
    }

    @Test("Waiting calls keep the order of their instance, and instances take turns")
    func queue() {
        var queue = CallQueue(instances: 3)
        for number in 0..<4 { queue.append(submission(0, "a\(number)")) }
        queue.append(submission(2, "c0"))
        queue.append(submission(2, "c1"))
        #expect(queue.count == 6)
        let taken = (0..<3).map { _ in name(queue.take { _ in true }) }
        #expect(taken == ["a0", "c0", "a1"])
        queue.putBack([submission(0, "again0"), submission(0, "again1")])
        #expect(name(queue.take { $0 == 0 }) == "again0")
        #expect(name(queue.take { $0 == 1 }) == nil)
        #expect(queue.takeAll().compactMap(name) == ["again1", "a2", "a3", "c1"])
        #expect(queue.count == 0)
    }

    @Test("Calls whose deadline has passed leave the queue, the others keep their order")
    func expiry() {
        var queue = CallQueue(instances: 2)
        for number in 0..<600 { queue.append(submission(UInt32(number % 2), "\(number)", deadline: Int64(number % 3 * 10))) }
        for _ in 0..<300 { _ = queue.take { _ in true } }
        #expect(queue.nextDeadline == 0)
        let expired = queue.takeExpired(now: 10)
        #expect(expired.count == 200)
        #expect(queue.nextDeadline == 20)
        #expect(queue.count == 100)
        #expect(queue.takeExpired(now: 19).isEmpty)
        let left = queue.takeAll().compactMap(name).compactMap(Int.init)
        #expect(left.allSatisfy { $0 % 3 == 2 })
        #expect(left.filter { $0 % 2 == 0 } == left.filter { $0 % 2 == 0 }.sorted())
    }

    @Test("The first restart is immediate, the others wait longer and longer, and a minute of health forgives")
    func backoff() {
        var backoff = Backoff()
        let waits = (0..<10).map { _ in backoff.next(uptime: 10) }
        #expect(waits == [0, 1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000, 60_000])
        #expect(backoff.next(uptime: 60_000) == 0)
        #expect(backoff.next(uptime: 59_999) == 1_000)
    }

    @Test("Five crashes within ten minutes are too many, five in a longer time are not")
    func budget() {
        var quick = CrashBudget()
        let verdicts = (1...5).map { quick.crashed(at: Int64($0) * 1_000, uptime: 10) }
        #expect(
            verdicts == [.restart(after: 0), .restart(after: 1_000), .restart(after: 2_000), .restart(after: 4_000), .giveUp])
        var slow = CrashBudget()
        for minutes in 0..<50 { #expect(slow.crashed(at: Int64(minutes) * 150_000, uptime: 150_000) == .restart(after: 0)) }
        var missing = CrashBudget()
        for _ in 0..<20 { _ = missing.couldNotStart() }
        #expect(missing.crashed(at: 0, uptime: 0) == .restart(after: 60_000))
    }

    @Test("Replies count as unread until the worker was sent them, and only so many descriptors wait with them")
    func sendBuffer() throws {
        var ends: [Int32] = [0, 0]
        #expect(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends) == 0)
        defer { for end in ends { close(end) } }
        var buffer = SendBuffer()
        // More than the socket takes.
        let large = [UInt8](repeating: 1, count: Limit.value)
        for _ in 0..<4 { try buffer.write(.reply(ServiceReply(.ok, .value(version: 1, large))), call: 1) }
        var isWell = buffer.flush(to: ends[0])
        let isHeld = buffer.holdsReply(to: 1) && !buffer.holdsReply(to: 2) && buffer.holdsReplies
        #expect(isWell && isHeld)
        var waiting = 0
        while !buffer.isFullOfDescriptors, waiting < 100 {
            try buffer.write(
                .reply(ServiceReply(.ok, .descriptor)), call: 2, passing: Descriptor(owning: dup(ends[0])))
            waiting += 1
        }
        let isHeldToo = buffer.holdsReply(to: 2)
        #expect(waiting == 16 && isHeldToo)
        var taken = [UInt8](repeating: 0, count: 1 << 16)
        while buffer.unsent > 0, isWell {
            #expect(recv(ends[1], &taken, taken.count, Int32(MSG_DONTWAIT)) > 0)
            isWell = buffer.flush(to: ends[0])
        }
        let isEmpty = !buffer.holdsReply(to: 1) && !buffer.holdsReplies && !buffer.isFullOfDescriptors
        #expect(isWell && isEmpty)
    }

    @Test("What the installation is at fault for is never held against a plugin, which is tried again for ever")
    func hostFaults() {
        func report(_ kind: Unknown.Kind, _ text: String) -> CrashReport {
            CrashReport(
                pluginID: "p", file: "p.so", reason: Unknown(kind, text), signal: nil, running: [], uptimeMilliseconds: 10,
                crashes: 1)
        }
        var budget = CrashBudget()
        let verdicts = (0..<40).map { turn in
            budget.ended(
                turn.isMultiple(of: 2) ? report(.misconfigured, "no Landlock") : report(.violation, CrashReport.otherBuild),
                at: Int64(turn) * 1_000)
        }
        #expect(!verdicts.contains(.giveUp))
        #expect(verdicts.last == .restart(after: Backoff.millisecondsMax))
        for turn in 1..<CrashBudget.crashesMax {
            #expect(budget.ended(report(.crashed, "it"), at: Int64(turn)) != .giveUp)
        }
        #expect(budget.ended(report(.crashed, "it"), at: 10) == .giveUp)
    }

    @Test("A watch that returns is started again after a pause that grows, and at once with a new worker")
    func watches() {
        var watches = Watches(instances: 2)
        #expect(watches.due(now: 0) { _ in true } == [0, 1])
        #expect(watches.due(now: 0) { $0 == 1 } == [1])
        watches.started(0, call: 7, now: 0)
        #expect(watches.due(now: 0) { _ in true } == [1])
        #expect(watches.instance(of: 7) == 0)
        #expect(watches.calls == [7])
        var pauses: [Int64] = []
        for call in 8..<12 {
            pauses.append(watches.returned(0, now: 10))
            watches.started(0, call: UInt64(call), now: 10)
        }
        #expect(pauses == [1_000, 1_000, 2_000, 4_000])
        #expect(watches.returned(0, now: 70_010) == 1_000)
        #expect(watches.nextStart { $0 == 0 } == 71_010)
        #expect(watches.due(now: 71_009) { _ in true } == [1])
        watches.started(0, call: 20, now: 71_010)
        watches.lost(now: 72_000)
        #expect(watches.due(now: 72_000) { _ in true } == [0, 1])
    }

    @Test("No more watches are started than a worker runs at once; who finds no room is named, and follows when one ends")
    func crowd() {
        var watches = Watches(instances: 40)
        let due = watches.due(now: 0) { $0 > 0 }
        #expect(due == Array(1...Limit.watchThreads))
        #expect(watches.crowdedOut { _ in true }.isEmpty)
        for index in due { watches.started(index, call: UInt64(index), now: 0) }
        #expect(watches.due(now: 0) { _ in true }.isEmpty)
        #expect(watches.crowdedOut { $0 > 0 } == Array((Limit.watchThreads + 1)..<40))
        #expect(watches.nextStart { _ in true } == .max)
        _ = watches.returned(5, now: 10)
        #expect(watches.due(now: 10) { $0 > 0 } == [Limit.watchThreads + 1])
    }

    @Test("Events beyond a hundred a second become one that says: look at everything")
    func meter() {
        var meter = EventMeter()
        #expect((0..<100).allSatisfy { _ in meter.take(now: 5_000) })
        #expect(meter.take(now: 5_001) == false)
        #expect(meter.owedAt == 6_000)
        #expect(meter.settle(now: 5_999) == false)
        #expect(meter.take(now: 6_500) == false)
        #expect(meter.settle(now: 6_500) == true)
        #expect(meter.settle(now: 9_000) == false)
        #expect((0..<99).allSatisfy { _ in meter.take(now: 6_600) })
        #expect(meter.take(now: 6_601) == false)
        #expect(meter.settle(now: 7_500) == true)
        #expect(meter.take(now: 9_000) == true)
    }

    @Test("A delivery that was told before is dropped for a day, and only so many are remembered")
    func deliveries() {
        var seen = SeenDeliveries()
        for _ in 0..<2 { #expect(seen.note("", now: 0) == true) }
        #expect(seen.note("a", now: 0) == true)
        #expect(seen.note("a", now: SeenDeliveries.milliseconds - 1) == false)
        #expect(seen.note("a", now: SeenDeliveries.milliseconds) == true)
        for number in 0..<(3 * SeenDeliveries.countMax) {
            #expect(seen.note("n\(number)", now: SeenDeliveries.milliseconds) == true)
        }
        #expect(seen.note("a", now: SeenDeliveries.milliseconds) == true)
        #expect(seen.note("n\(3 * SeenDeliveries.countMax - 1)", now: SeenDeliveries.milliseconds) == false)
    }

    @Test("A reader who is too slow is told to look at everything, of the instance that was too quick")
    func desk() async {
        let desk = EventDesk()
        let (busy, calm) = (InstanceID("busy")!, InstanceID("calm")!)
        let one = AuthoriserEvent(.account("x"), at: nil, dedupeID: "")
        desk.post([one], of: calm)
        desk.post(Array(repeating: one, count: 5_000), of: busy)
        desk.close()
        var told: [EventDesk.Told] = []
        while let next = await desk.next() { told.append(next) }
        #expect(told.filter { $0.instance == calm }.map(\.event.kind) == [.account("x")])
        #expect(told.filter { $0.instance == busy }.map(\.event.kind) == [.all])
    }

    @Test("Events wait for their reader, and a reader for them; when it is cancelled it is let go")
    func deskReader() async {
        let desk = EventDesk()
        let instance = InstanceID("gate")!
        async let first = desk.next()
        desk.post([AuthoriserEvent(.group("g"), at: nil, dedupeID: "")], of: instance)
        #expect(await first?.event.kind == .group("g"))
        let reader = Task { await desk.next() }
        reader.cancel()
        #expect(await reader.value == nil)
        desk.post([AuthoriserEvent(.group("h"), at: nil, dedupeID: "")], of: instance)
        #expect(await desk.next()?.event.kind == .group("h"))
    }

    @Test("Secrets that a plugin was given are taken out of what it says, whatever stands around them")
    func redactor() {
        let redactor = Redactor()
        #expect(redactor.redacted("token-12345678") == "token-12345678")
        redactor.note(Array("short".utf8))
        redactor.note(Array("token-12345678".utf8))
        redactor.note([0xff, 0xfe, 0xfd, 0xfc, 0xfb, 0xfa, 0xf9, 0xf8])
        #expect(redactor.redacted("short token-12345678token-12345678 ü") == "short [secret][secret] ü")
        #expect(redactor.redacted(json: #"{"a":"token-12345678"}"#) == #"{"a":"[secret]"}"#)
        redactor.note(Array(#"{"whole":1}"#.utf8))
        #expect(redactor.redacted(json: #"{"whole":1}"#) == "null")
        // Of two that begin alike, the longer one is taken out whole, wherever it stands.
        redactor.note(Array("token-1234".utf8))
        #expect(redactor.redacted("token-12345678, token-1234") == "[secret], [secret]")
        #expect(redactor.redacted("…token-123…token-1234") == "…token-123…[secret]")
        for number in 0..<Redactor.secretsMax { redactor.note(Array("another-\(number)-secret".utf8)) }
        #expect(redactor.redacted("token-12345678") == "token-12345678")
    }

    @Test("A secret is found as JSON writes it too, and one of the configuration however many came after it")
    func redactorForms() {
        let redactor = Redactor()
        redactor.note(Array(#"key/with"quote\and/slash"#.utf8), isLasting: true)
        for number in 0...Redactor.secretsMax { redactor.note(Array("another-\(number)-secret".utf8)) }
        #expect(redactor.redacted(json: #"["key/with\"quote\\and/slash"]"#) == #"["[secret]"]"#)
        #expect(redactor.redacted(json: #"["key\/with\"quote\\and\/slash"]"#) == #"["[secret]"]"#)
        #expect(redactor.redacted(#"key/with"quote\and/slash"#) == "[secret]")
    }

    @Test("A text that is nothing but secrets is read once, not once for each", .timeLimit(.minutes(1)))
    func redactorFlood() {
        let redactor = Redactor()
        redactor.note(Array("12345678".utf8))
        let flood = String(repeating: "12345678 ", count: 400_000)
        #expect(redactor.redacted(flood).utf8.count == "[secret] ".utf8.count * 400_000)
    }
}
