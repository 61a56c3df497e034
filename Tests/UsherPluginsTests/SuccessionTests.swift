import Testing
import UsherDomain

@testable import UsherPlugins

@Suite("The succession of a plugin's files")
struct SuccessionTests {
    private let times = ReplacementTimes()

    private func digest(_ digit: Character) -> PluginDigest {
        guard let digest = PluginDigest(String(repeating: digit, count: 64)) else { preconditionFailure("64 digits") }
        return digest
    }

    private func run(_ number: Int, _ digit: Character) -> Succession.Run {
        Succession.Run(number: number, digest: digest(digit))
    }

    /// One in which `a` serves.
    private func serving() -> Succession {
        var succession = Succession(times: times)
        _ = succession.offer(digest("a"), now: 0)
        _ = succession.serves(1)
        return succession
    }

    /// One in which `b` has taken over from `a` at `now`.
    private func replaced(now: Int64) -> Succession {
        var succession = serving()
        _ = succession.offer(digest("b"), now: now)
        _ = succession.serves(2)
        _ = succession.judged(2, problem: nil, now: now)
        return succession
    }

    @Test("The first file is asked at once, the next one only when it has proven itself")
    func upgrade() {
        var succession = Succession(times: times)
        #expect(succession.offer(digest("a"), now: 0) == [.begin(run(1, "a")), .route(to: run(1, "a"))])
        #expect(succession.serves(1) == [.pin(digest("a"))])
        #expect(succession.offer(digest("a"), now: 1) == [])
        #expect(succession.offer(digest("b"), now: 2) == [.begin(run(2, "b"))])
        #expect(succession.current == run(1, "a"))
        #expect(succession.serves(2) == [.judge(new: run(2, "b"), old: run(1, "a"))])
        #expect(
            succession.judged(2, problem: nil, now: 3) == [
                .route(to: run(2, "b")), .retire(run(1, "a")), .pin(digest("b")), .tell(.replaced, digest("b"), ""),
            ])
        #expect(succession.needed == [digest("a"), digest("b")], "the old file is kept for a while")
        #expect(succession.nextTick == 3 + times.probation)
        #expect(succession.tick(now: 3 + times.probation) == [])
        #expect(succession.needed == [digest("b")])
    }

    @Test("A crash within the probation goes back at once; a later one does not")
    func rollBack() {
        var succession = replaced(now: 0)
        #expect(
            succession.crashed(2, "died", now: times.probation - 1) == [
                .isolate(digest("b"), "died"), .begin(run(3, "a")), .route(to: run(3, "a")), .retire(run(2, "b")),
                .pin(digest("a")), .tell(.rolledBack, digest("b"), "died"), .reconsider,
            ])
        // The run that was let go may still speak.
        #expect(succession.crashed(2, "died", now: times.probation - 1) == [])
        var lasting = replaced(now: 0)
        #expect(lasting.crashed(2, "died", now: times.probation) == [])
        #expect(
            lasting.gaveUp(2, "died", now: times.probation) == [
                .isolate(digest("b"), "died"), .unroute("died"), .retire(run(2, "b")), .reconsider,
            ])
        #expect(lasting.current == nil)
    }

    @Test("One that is being compared when the old one gives up inherits, and is the one in use")
    func heir() {
        for problem in [nil, "the old one took no calls"] {
            var succession = serving()
            _ = succession.offer(digest("b"), now: 0)
            #expect(succession.serves(2) == [.judge(new: run(2, "b"), old: run(1, "a"))])
            #expect(
                succession.gaveUp(1, "died", now: 1) == [
                    .isolate(digest("a"), "died"), .route(to: run(2, "b")), .retire(run(1, "a")),
                ])
            #expect(succession.judged(2, problem: problem, now: 2) == [.pin(digest("b"))])
            #expect(succession.judged(1, problem: nil, now: 3) == [])
            #expect(succession.current == run(2, "b"))
        }
    }

    @Test("A file that could not take over is left alone, and tried again later and later")
    func rejection() {
        var succession = serving()
        var (now, number) = (Int64(0), 1)
        for expected in [60_000, 120_000, 240_000] as [Int64] {
            number += 1
            #expect(succession.offer(digest("b"), now: now) == [.begin(run(number, "b"))])
            let actions = succession.crashed(number, "died", now: now)
            #expect(actions == [.retire(run(number, "b")), .tell(.refused, digest("b"), "died")])
            #expect(succession.offer(digest("b"), now: now + expected - 1) == [])
            #expect(succession.nextTick == now + expected)
            now += expected
            #expect(succession.tick(now: now) == [.reconsider])
        }
        #expect(succession.current == run(1, "a"))
        // Another content, and a person's word, are another matter.
        #expect(succession.offer(digest("c"), now: now) == [.begin(run(number + 1, "c"))])
    }

    @Test("A newer file, the old one again, a removed file: each ends the replacement that was going on")
    func changesOfMind() {
        var succession = serving()
        _ = succession.offer(digest("b"), now: 0)
        #expect(succession.offer(digest("c"), now: 1) == [.retire(run(2, "b")), .begin(run(3, "c"))])
        #expect(succession.judged(2, problem: nil, now: 2) == [], "nobody waits for that one any more")
        #expect(succession.offer(digest("a"), now: 3) == [.retire(run(3, "c"))])
        _ = succession.offer(digest("c"), now: 4)
        #expect(succession.hold() == [.retire(run(4, "c"))])
        _ = succession.offer(digest("c"), now: 5)
        #expect(succession.withdraw("gone") == [.unroute("gone"), .retire(run(5, "c")), .retire(run(1, "a"))])
        #expect(succession.needed.isEmpty)
    }

    @Test("When the old one gives up while the new one starts, the new one serves")
    func lastChance() {
        var succession = serving()
        _ = succession.offer(digest("b"), now: 0)
        #expect(
            succession.gaveUp(1, "died", now: 1) == [
                .isolate(digest("a"), "died"), .route(to: run(2, "b")), .retire(run(1, "a")),
            ])
        #expect(succession.current == run(2, "b"))
    }
}
