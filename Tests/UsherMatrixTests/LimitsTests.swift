import Testing
import UsherDomain

@testable import UsherMatrix

@Suite("The limits of a homeserver")
struct LimitsTests {
    private let start = Instant(unixMilliseconds: 1_000_000)

    private func user(_ name: String) throws -> UserID { try #require(UserID("@\(name):example.org")) }
    private func invite(_ name: String, _ room: String = "!a") throws -> LimitedAct {
        .invite(try user(name), try #require(RoomID(room)))
    }
    private func after(_ milliseconds: Int64) -> Instant { start.advanced(byMilliseconds: milliseconds) }

    @Test("one person's long limit does not shut out the others for long (42)")
    func onePerson() throws {
        let (alice, bob) = (try invite("alice"), try invite("bob"))
        var limits = Limits()
        limits.limited(alice, milliseconds: 333_000, now: start)
        #expect(limits.left(for: alice, now: start) == 333_000)
        #expect(limits.left(for: try invite("alice", "!elsewhere"), now: start) == 333_000)
        #expect(limits.left(for: bob, now: start) == Limits.othersMillisecondsMax)
        let later = after(Limits.othersMillisecondsMax)
        #expect(limits.left(for: bob, now: later) == nil)
        #expect(limits.left(for: alice, now: later) == 323_000)
    }

    @Test(
        "when a third person in a row is limited in different rooms, it is the account, and all wait in full; two may have agreed"
    )
    func account() throws {
        var limits = Limits()
        limits.limited(try invite("alice", "!a"), milliseconds: 60_000, now: start)
        let later = after(20_000)
        limits.limited(try invite("bob", "!b"), milliseconds: 60_000, now: later)
        #expect(limits.left(for: try invite("carol", "!c"), now: later) == Limits.othersMillisecondsMax)
        limits.limited(try invite("carol", "!a"), milliseconds: 60_000, now: later)
        #expect(limits.left(for: try invite("dave", "!d"), now: later) == 60_000)
        // The same person twice says nothing about others.
        var other = Limits()
        other.limited(try invite("alice", "!a"), milliseconds: 60_000, now: start)
        other.limited(try invite("alice", "!b"), milliseconds: 60_000, now: later)
        #expect(other.left(for: try invite("carol", "!c"), now: later) == Limits.othersMillisecondsMax)
    }

    @Test("when a third person in a row is limited in one room, it is the room, and other rooms go on")
    func room() throws {
        var limits = Limits()
        for name in ["alice", "bob", "carol"] { limits.limited(try invite(name, "!a"), milliseconds: 60_000, now: start) }
        #expect(limits.left(for: try invite("dave", "!a"), now: start) == 60_000)
        #expect(limits.left(for: try invite("dave", "!b"), now: start) == Limits.othersMillisecondsMax)
        #expect(limits.left(for: try invite("dave", "!b"), now: after(Limits.othersMillisecondsMax)) == nil)
        // And when the other room is limited too, it was the account after all.
        limits.limited(try invite("bob", "!b"), milliseconds: 60_000, now: after(10_000))
        #expect(limits.left(for: try invite("dave", "!c"), now: after(10_000)) == 60_000)
    }

    @Test("an invitation that went through between two limits makes them two separate ones")
    func passed() throws {
        let (alice, bob, carol) = (try invite("alice", "!a"), try invite("bob", "!b"), try invite("carol", "!c"))
        var limits = Limits()
        limits.limited(alice, milliseconds: 60_000, now: start)
        limits.accepted(carol, now: start)
        limits.limited(bob, milliseconds: 60_000, now: start)
        #expect(limits.left(for: carol, now: start) == Limits.othersMillisecondsMax)
        #expect(limits.left(for: alice, now: start) == 60_000)
        limits.answered(alice)
        #expect(limits.left(for: alice, now: start) == Limits.othersMillisecondsMax)
    }

    @Test("removals and messages share a limit; invitations, joins and rooms have their own")
    func buckets() throws {
        var limits = Limits()
        limits.limited(.send, milliseconds: 5_000, now: start)
        #expect(limits.left(for: .send, now: start) == 5_000)
        #expect(limits.left(for: try invite("alice"), now: start) == nil)
        #expect(limits.left(for: .join, now: start) == nil)
        #expect(limits.left(for: .create, now: start) == nil)
        limits.limited(.join, milliseconds: 100_000, now: start)
        #expect(limits.left(for: .join, now: after(50_000)) == 50_000)
        #expect(limits.left(for: .send, now: after(5_000)) == nil)
    }

    @Test("a wall clock that is set back opens the gate instead of closing it for hours")
    func clockSetBack() throws {
        let alice = try invite("alice")
        var limits = Limits()
        limits.limited(alice, milliseconds: 60_000, now: start)
        #expect(limits.left(for: alice, now: after(-1)) == nil)
        limits.limited(.send, milliseconds: 60_000, now: start)
        #expect(limits.left(for: .send, now: after(-3_600_000)) == nil)
        limits.accepted(.send, now: after(-7_200_000))
        limits.limited(.send, milliseconds: 1_000, now: after(-7_200_000))
        #expect(limits.left(for: .send, now: after(-7_200_000)) == 1_000)
    }

    @Test(
        "a wait of days, of no time, or of less is a wait within reason (76)",
        arguments: [(.max, 3_600_000), (86_400_000, 3_600_000), (0, nil), (-5, nil), (.min, nil)] as [(Int64, Int64?)])
    func hostileWaits(asked: Int64, wanted: Int64?) throws {
        var limits = Limits()
        limits.limited(.send, milliseconds: asked, now: start)
        limits.limited(try invite("alice"), milliseconds: asked, now: start)
        #expect(limits.left(for: .send, now: start) == wanted)
        #expect(limits.left(for: try invite("alice"), now: start) == wanted)
        limits.accepted(.send, now: start)
        limits.limited(.send, milliseconds: asked, now: Instant(unixMilliseconds: .max))
        #expect(limits.estimate(.events, count: .max, now: start) >= 0)
        let end = Instant(unixMilliseconds: .max)
        #expect(Limits(stored: limits.stored).estimate(.events, count: 1, now: end) >= 0)
    }

    @Test("memory is bounded, and a full memory does not open the gate for all")
    func bounded() throws {
        var limits = Limits()
        for index in 0...Limits.keysMax {
            limits.limited(try invite("u\(index)", "!r\(index)"), milliseconds: 60_000, now: start)
        }
        #expect(limits.left(for: try invite("somebody", "!somewhere"), now: start) == 60_000)
        let later = after(60_000)
        limits.limited(try invite("late"), milliseconds: 60_000, now: later)
        #expect(limits.left(for: try invite("late"), now: later) == 60_000)
    }

    /// Acts as often as a homeserver lets one that gives a token every `interval` and holds `burst` of them; returns how long
    /// `count` acts took.
    private func drain(_ limits: inout Limits, _ act: LimitedAct, count: Int, interval: Int64, burst: Int64, from: Int64) -> Int64
    {
        var (now, done, tokens) = (from, 0, burst * interval)
        while done < count {
            if let left = limits.left(for: act, now: after(now)) {
                now += left
                tokens = min(tokens + left, burst * interval)
            }
            if tokens >= interval {
                tokens -= interval
                limits.accepted(act, now: after(now))
                done += 1
                now += 10
                tokens = min(tokens + 10, burst * interval)
            } else {
                limits.limited(act, milliseconds: interval - tokens, now: after(now))
            }
        }
        return now - from
    }

    @Test(
        "how long a queue takes is Synapse's standard at first, and then what was seen",
        arguments: [500, 5_000, 60_000] as [Int64])
    func estimates(interval: Int64) throws {
        var limits = Limits()
        #expect(limits.estimate(.events, count: 0, now: start) == 0)
        #expect(limits.estimate(.events, count: 10, now: start) == 0)
        #expect(limits.estimate(.events, count: 110, now: start) == 500_000)
        let learning = drain(&limits, .send, count: 40, interval: interval, burst: 10, from: 0)
        let estimate = limits.estimate(.events, count: 50, now: after(learning))
        let took = drain(&limits, .send, count: 50, interval: interval, burst: 1, from: learning)
        #expect(abs(estimate - took) < took / 5, "\(estimate) for \(took)")
    }

    @Test("a homeserver that never says wait is soon known to be fast")
    func exempt() throws {
        var limits = Limits()
        for index in 0..<40 { limits.accepted(.send, now: after(Int64(index) * 50)) }
        #expect(limits.estimate(.events, count: 1_000, now: after(2_000)) < 100_000)
    }

    @Test("several that are told to wait together are one wait")
    func together() throws {
        var limits = Limits()
        for round in 0..<10 {
            let now = after(Int64(round) * 5_000)
            for _ in 0..<8 { limits.limited(.send, milliseconds: 5_000, now: now) }
            limits.accepted(.send, now: now.advanced(byMilliseconds: 5_000))
        }
        let estimate = limits.estimate(.events, count: 100, now: after(60_000))
        #expect((450_000...550_000).contains(estimate), "\(estimate)")
    }

    @Test("what was learned and what is closed outlive the process")
    func stored() throws {
        var limits = Limits()
        let end = drain(&limits, .send, count: 40, interval: 2_000, burst: 10, from: 0)
        limits.limited(.join, milliseconds: 90_000, now: after(end))
        for (index, name) in ["alice", "bob", "carol"].enumerated() {
            limits.limited(try invite(name, "!r\(index)"), milliseconds: 70_000, now: after(end))
        }
        let again = Limits(stored: limits.stored)
        #expect(again.stored == limits.stored)
        #expect(again.left(for: .join, now: after(end)) == 90_000)
        #expect(again.left(for: try invite("dave"), now: after(end)) == 70_000)
        #expect(again.estimate(.events, count: 10, now: after(end)) == limits.estimate(.events, count: 10, now: after(end)))
        for text in ["", "{", "[]", #"{"joins":7}"#, #"{"joins":{"from":"x"}}"#, #"{"joins":{"from":5,"until":1}}"#] {
            #expect(Limits(stored: text).left(for: .join, now: start) == nil)
        }
        let hostile = Limits(stored: #"{"joins":{"from":1000000,"until":9223372036854775807,"pace":-5}}"#)
        #expect(hostile.left(for: .join, now: start) == 3_600_000)
    }
}
