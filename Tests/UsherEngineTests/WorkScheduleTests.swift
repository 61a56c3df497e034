import Testing

@testable import UsherEngine

@Suite("The schedule of the loop")
struct WorkScheduleTests {
    private var schedule = WorkSchedule<String, String>(runningMax: 3)

    @Test("a key that is added twice is worked on once")
    mutating func deduplicates() {
        schedule.add("a", lane: "l", now: 0)
        schedule.add("a", lane: "l", now: 0)
        #expect(schedule.take(now: 0) == "a")
        #expect(schedule.take(now: 0) == nil)
        schedule.finish("a", .settled, now: 0)
        #expect(schedule.take(now: 0) == nil)
        #expect(schedule.count == 0)
        #expect(schedule.nextDueAt == nil)
    }

    @Test("a key that is added while it is worked on comes again at once, settled or not", arguments: [true, false])
    func addedWhileRunning(_ settled: Bool) {
        var schedule = schedule
        schedule.add("a", lane: "l", now: 0)
        #expect(schedule.take(now: 0) == "a")
        schedule.add("a", lane: "l", now: 0)
        #expect(schedule.take(now: 0) == nil)
        schedule.finish("a", settled ? .settled : .again(afterMilliseconds: 60_000), now: 5)
        #expect(schedule.take(now: 5) == "a")
        schedule.finish("a", .settled, now: 5)
        #expect(schedule.count == 0)
    }

    @Test("two keys of one lane never run at once, those of different lanes do")
    mutating func lanes() {
        schedule.add("a1", lane: "a", now: 0)
        schedule.add("a2", lane: "a", now: 1)
        schedule.add("b1", lane: "b", now: 2)
        #expect(schedule.take(now: 9) == "a1")
        #expect(schedule.take(now: 9) == "b1")
        #expect(schedule.take(now: 9) == nil)
        #expect(schedule.nextDueAt == nil, "only the end of a pass helps a2")
        schedule.finish("a1", .again(afterMilliseconds: nil), now: 9)
        #expect(schedule.take(now: 9) == "a2")
    }

    @Test("no more run at once than allowed")
    mutating func runningMax() {
        for number in 0..<5 { schedule.add("\(number)", lane: "\(number)", now: 0) }
        let running = (0..<5).compactMap { _ in schedule.take(now: 0) }
        #expect(running.count == 3)
        #expect(schedule.nextDueAt == nil)
        schedule.finish(running[1], .settled, now: 0)
        #expect(schedule.take(now: 0) != nil)
        #expect(schedule.take(now: 0) == nil)
    }

    @Test("what has been due for longest goes first")
    mutating func oldestFirst() {
        for (key, now) in [("late", 3), ("early", 1), ("middle", 2)] as [(String, Int64)] {
            schedule.add(key, lane: key, now: now)
        }
        #expect((0..<3).compactMap { _ in schedule.take(now: 9) } == ["early", "middle", "late"])
    }

    @Test("waits double up to a minute, and a wait that was asked for is kept as it is")
    mutating func backoff() {
        var now: Int64 = 0
        var waits: [Int64] = []
        schedule.add("a", lane: "l", now: now)
        for _ in 0..<9 {
            #expect(schedule.take(now: now) == "a")
            schedule.finish("a", .again(afterMilliseconds: nil), now: now)
            let due = schedule.nextDueAt ?? -1
            waits.append(due - now)
            #expect(schedule.take(now: due - 1) == nil)
            now = due
        }
        #expect(waits == [1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000, 60_000])
        #expect(schedule.take(now: now) == "a")
        schedule.finish("a", .again(afterMilliseconds: 3_600_000), now: now)
        #expect(schedule.nextDueAt == now + 3_600_000)
        now += 3_600_000
        #expect(schedule.take(now: now) == "a")
        schedule.finish("a", .again(afterMilliseconds: 500), now: now)
        #expect(schedule.nextDueAt == now + 500)
        now += 500
        #expect(schedule.take(now: now) == "a")
        schedule.finish("a", .again(afterMilliseconds: 0), now: now)
        #expect(schedule.nextDueAt == now + WorkSchedule<String, String>.hintMillisecondsMin)
    }

    @Test("no wait that somebody names stops the schedule, or the program", arguments: [Int64.max, .min, -1, 1 << 62])
    mutating func absurdWait(_ named: Int64) {
        schedule.add("a", lane: "l", now: 1_000)
        #expect(schedule.take(now: 1_000) == "a")
        schedule.finish("a", .again(afterMilliseconds: named), now: 1_000)
        let wait = (schedule.nextDueAt ?? 0) - 1_000
        #expect(wait >= 250 && wait <= 86_400_000)
    }

    @Test("somebody who asks makes a waiting key due at once")
    mutating func addEndsWait() {
        schedule.add("a", lane: "l", now: 0)
        #expect(schedule.take(now: 0) == "a")
        schedule.finish("a", .again(afterMilliseconds: 50_000), now: 0)
        #expect(schedule.take(now: 100) == nil)
        schedule.add("a", lane: "l", now: 100)
        #expect(schedule.take(now: 100) == "a")
    }
}
