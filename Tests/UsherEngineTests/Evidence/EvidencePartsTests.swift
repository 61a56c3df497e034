import Synchronization
import Testing
import UsherDomain
import UsherTesting

@testable import UsherEngine

@Suite("When to look again, and how many at once")
struct EvidencePartsTests {
    @Test("Waits are spread by a tenth to either side, and use the whole of it")
    func jitter() {
        let random = SeededRandom("jitter")
        let waits = (0..<10_000).map { _ in RetryDelay.spread(600_000, random: random.next()) }
        #expect(waits.allSatisfy { (540_000...660_000).contains($0) })
        #expect((waits.min() ?? 0) < 545_000)
        #expect((waits.max() ?? 0) > 655_000)
        #expect(RetryDelay.spread(0, random: .max) == 0)
    }

    @Test("Looks at two requirements that began together drift apart")
    func drift() async throws {
        let world = try EvidenceWorld()
        world.set(["alice"])
        var waits: Set<Int64> = []
        await world.refresh()
        for _ in 0..<10 {
            let wait = await world.refreshWhenDue().nextTryMilliseconds
            #expect((540_000...660_000).contains(wait))
            waits.insert(wait)
        }
        #expect(waits.count > 5)
    }

    @Test("Waits after failures double up to a limit, which is low for what costs nobody anything")
    func backoff() {
        let settings = GatherSettings()
        func wait(_ kind: Unknown.Kind, _ failures: Int, hint: Int64? = nil) -> Int64 {
            RetryDelay.after(
                Unknown(kind, retryAfterMilliseconds: hint), failures: failures, settings: settings, random: 0)
        }
        // With the smallest of random numbers: nine tenths.
        #expect((1...8).map { wait(.failed, $0) } == [13_500, 27_000, 54_000, 108_000, 216_000, 432_000, 540_000, 540_000])
        #expect((1...8).map { wait(.notRunning, $0) }.max() == 54_000)
        #expect(wait(.failed, 1_000_000) == 540_000)
        #expect(wait(.failed, 1, hint: 1_000_000) == 1_000_000)
        #expect(wait(.failed, 8, hint: 1) == 540_000, "no sooner than without a hint")
        #expect(wait(.failed, 1, hint: .max) == GatherSettings.retryAfterMillisecondsMax, "an hour at most")
        #expect(wait(.failed, 1, hint: -5) == 13_500)
    }

    @Test("What a plugin says is good for a moment is not looked at every moment")
    func shortLived() async throws {
        let world = try EvidenceWorld()
        world.provider.change(world.core) {
            $0.accounts = ["alice"]
            $0.goodForMilliseconds = 1
        }
        try await world.link("alice")
        #expect(await world.refresh().nextTryMilliseconds >= 54_000)
        world.clock.advance(milliseconds: 10)
        #expect(await world.refresh().end == .rested)
        #expect(try world.verdict("alice") == .unknown)
    }

    @Test("Whoever asks while a look is under way shares it")
    func shared() async throws {
        let world = try EvidenceWorld()
        world.set(["alice"])
        try await world.link("alice")
        let (isAsked, gate) = (Gate(), Gate())
        world.provider.troubles.set { _ in
            isAsked.open()
            await gate.wait()
            return .none
        }
        let everybody = world.everybody
        let (gather, core) = (world.gather, world.core)
        let ends = await withTaskGroup(of: Refresh.self) { group in
            group.addTask { await gather(core, concerning: everybody) }
            await isAsked.wait()
            for _ in 0..<20 { group.addTask { await gather(core, concerning: everybody) } }
            group.addTask {
                gate.open()
                return await gather(core, concerning: everybody)
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(world.provider.takeCalls().count == 1)
        #expect(ends.count == 22)
        #expect(ends.contains { $0.end == .listed })
        #expect(ends.allSatisfy { $0.end == .listed || $0.end == .rested })
    }

    @Test("Whoever shares a look that is cancelled makes one of their own")
    func cancelledLeader() async throws {
        let world = try EvidenceWorld()
        world.set(["alice"])
        let (isAsked, gate) = (Gate(), Gate())
        world.provider.troubles.set { _ in
            isAsked.open()
            await gate.wait()
            return .none
        }
        let (gather, core) = (world.gather, world.core)
        let end = await withTaskGroup(of: Refresh.End?.self) { group in
            group.addTask {
                await withTaskGroup(of: Void.self) { inner in
                    inner.addTask { _ = await gather(core, concerning: []) }
                    await isAsked.wait()
                    inner.cancelAll()
                    gate.open()
                }
                return nil
            }
            await isAsked.wait()
            group.addTask { await gather(core, concerning: []).end }
            return await group.reduce(into: Refresh.End?.none) { $0 = $1 == nil ? $0 : $1 }
        }
        #expect(end == .listed)
    }

    @Test("One slow instance is asked so much at once, and keeps nobody else waiting")
    func turns() async throws {
        let turns = Turns(perInstanceMax: 4, allMax: 64)
        let (slow, quick) = (try #require(InstanceID("slow")), try #require(InstanceID("quick")))
        let gate = Gate()
        let crowd = Crowd()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<100 {
                group.addTask {
                    try await turns.take(at: slow) {
                        crowd.enter()
                        await gate.wait()
                        crowd.leave()
                    }
                }
            }
            try await eventually("they wait for their turn") { turns.waitingCount == 96 }
            try await turns.take(at: quick) {}
            gate.open()
            try await group.waitForAll()
        }
        #expect(crowd.most == 4)
        #expect(turns.waitingCount == 0)
    }

    @Test("Whoever is cancelled while they wait for their turn leaves the line")
    func cancelledTurn() async throws {
        let turns = Turns(perInstanceMax: 1, allMax: 1)
        let instance = try #require(InstanceID("club"))
        let (isIn, gate) = (Gate(), Gate())
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                try await turns.take(at: instance) {
                    isIn.open()
                    await gate.wait()
                }
            }
            await isIn.wait()
            await #expect(throws: CancellationError.self) {
                try await withThrowingTaskGroup(of: Void.self) { inner in
                    inner.addTask { try await turns.take(at: instance) {} }
                    try await eventually("it waits") { turns.waitingCount == 1 }
                    inner.cancelAll()
                    try await inner.waitForAll()
                }
            }
            #expect(turns.waitingCount == 0)
            gate.open()
            try await group.waitForAll()
        }
        try await turns.take(at: instance) {}
    }
}

/// Counts who is in.
private final class Crowd: Sendable {
    private let state = Mutex((now: 0, most: 0))

    var most: Int { state.withLock { $0.most } }

    func enter() {
        state.withLock { state in
            state.now += 1
            state.most = max(state.most, state.now)
        }
    }

    func leave() { state.withLock { $0.now -= 1 } }
}

/// Opens once; whoever waits goes on then.
final class Gate: Sendable {
    private let state = Mutex((isOpen: false, waiters: [CheckedContinuation<Void, Never>]()))

    func open() {
        let waiters = state.withLock { state in
            defer { state.waiters = [] }
            state.isOpen = true
            return state.waiters
        }
        for waiter in waiters { waiter.resume() }
    }

    func wait() async {
        await withCheckedContinuation { continuation in
            let isOpen = state.withLock { state in
                if !state.isOpen { state.waiters.append(continuation) }
                return state.isOpen
            }
            if isOpen { continuation.resume() }
        }
    }
}
