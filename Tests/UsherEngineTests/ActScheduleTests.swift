import Testing
import UsherDomain
import UsherTesting

@testable import UsherEngine

@Suite("Which act is next")
struct ActScheduleTests {
    private let now = Instant(unixMilliseconds: 1_000_000)

    private func schedule() throws -> ActSchedule { ActSchedule(ownServer: try #require(ServerName("here.example"))) }

    private func intent(
        _ id: Int64, _ user: String, server: String = "here.example", room: String = "!a", kind: MembershipAct.Kind = .remove,
        notBefore: Int64 = 0
    ) throws -> Intent {
        let act = MembershipAct(
            kind: kind, room: try #require(RoomID(room)), user: try #require(UserID("@\(user):\(server)")), reason: "r",
            instances: [], ruleVersion: "")
        return Intent(
            id: id, run: 1, act: act, createdAt: now, evidenceJSON: "{}", notBefore: Instant(unixMilliseconds: notBefore))
    }

    /// An invitation to somebody of a homeserver that is down.
    private func far(_ id: Int64) throws -> Intent {
        try intent(id, "p\(id)", server: "dead.example", room: "!r\(id)", kind: .invite)
    }

    @Test("The oldest that is due comes first, in whatever order they were added")
    func oldestFirst() throws {
        var schedule = try schedule()
        for id in [5, 2, 9, 1] as [Int64] { schedule.add(try intent(id, "p\(id)", notBefore: id == 1 ? 2_000_000 : 0)) }
        #expect([schedule.take(now: now)?.id, schedule.take(now: now)?.id, schedule.take(now: now)?.id] == [2, 5, 9])
        #expect(schedule.take(now: now) == nil)
        #expect(schedule.nextDueAt == Instant(unixMilliseconds: 2_000_000))
        #expect(schedule.take(now: Instant(unixMilliseconds: 2_000_000))?.id == 1)
    }

    @Test("One person's acts never run beside each other")
    func onePersonAtATime() throws {
        var schedule = try schedule()
        schedule.add(try intent(1, "ann"))
        schedule.add(try intent(2, "ann", room: "!b"))
        #expect(schedule.take(now: now)?.id == 1)
        #expect(schedule.take(now: now) == nil)
        schedule.finish(1, again: nil)
        #expect(schedule.take(now: now)?.id == 2)
    }

    @Test("A room whose acts hang leaves workers for the others")
    func oneRoomsShare() throws {
        var schedule = try schedule()
        for id in 1...40 as ClosedRange<Int64> { schedule.add(try intent(id, "p\(id)")) }
        schedule.add(try intent(99, "other", room: "!b"))
        var taken: [Int64] = []
        while let next = schedule.take(now: now) { taken.append(next.id) }
        #expect(taken == Array(1...Int64(ActSchedule.perRoomMax)) + [99])
    }

    @Test("A homeserver that does not answer leaves workers for the people of others")
    func oneServersShare() throws {
        var schedule = try schedule()
        for id in 1...40 as ClosedRange<Int64> { schedule.add(try far(id)) }
        schedule.add(try intent(99, "local", room: "!b"))
        var taken: [Int64] = []
        while let next = schedule.take(now: now) { taken.append(next.id) }
        #expect(taken == Array(1...Int64(ActSchedule.perServerMax)) + [99])
    }

    @Test("Of a homeserver that did not answer, one person is tried at a time, and after its wait")
    func silentServer() throws {
        var schedule = try schedule()
        for id in 1...4 as ClosedRange<Int64> { schedule.add(try far(id)) }
        schedule.noteSilence(at: try far(5), now: now)
        #expect(schedule.take(now: now) == nil)
        let due = try #require(schedule.nextDueAt)
        #expect(due > now)
        #expect(schedule.take(now: due)?.id == 1)
        #expect(schedule.take(now: due) == nil, "the first is still being tried")
        schedule.noteAnswer(to: try far(1))
        #expect(schedule.take(now: due)?.id == 2)
        var own = try self.schedule()
        own.noteSilence(at: try intent(8, "neighbour", kind: .invite), now: now)
        own.add(try intent(9, "local", kind: .invite))
        #expect(own.take(now: now)?.id == 9, "the bot's own homeserver is not silent: it answered")
    }

    @Test("Somebody of a homeserver that does not answer is taken out without waiting for it")
    func removesWithoutTheirServer() throws {
        var schedule = try schedule()
        schedule.noteSilence(at: try far(1), now: now)
        for id in 1...Int64(ActSchedule.perServerMax) { schedule.add(try far(id)) }
        let kinds: [MembershipAct.Kind] = [.remove, .withdraw, .deny]
        for (id, kind) in zip(Int64(90)...Int64(92), kinds) {
            schedule.add(try intent(id, "q\(id)", server: "dead.example", room: "!s", kind: kind))
        }
        var taken: [Int64] = []
        while let next = schedule.take(now: now) { taken.append(next.id) }
        #expect(taken == [90, 91, 92])
        #expect(schedule.nextDueAt.map { $0 > now } == true)
    }

    @Test("A newer decision about a person in a room takes the place of an older one that waits")
    func replaces() throws {
        var schedule = try schedule()
        let old = try intent(1, "ann", kind: .warn)
        let new = try intent(2, "ann", kind: .spare)
        schedule.add(old)
        #expect(schedule.has(old.act))
        schedule.replace(with: new)
        #expect(!schedule.has(old.act) && schedule.has(new.act))
        #expect(schedule.take(now: now)?.id == 2)
        schedule.finish(2, again: nil)
        #expect(!schedule.has(new.act) && schedule.count == 0)
    }

    @Test("An act that was decided anew under the same number is carried out as it was decided last")
    func decidedAnew() throws {
        var schedule = try schedule()
        let old = try intent(1, "ann")
        let new = Intent(
            id: 1, run: 2, act: old.act, createdAt: now, evidenceJSON: "{}", isApproved: true, notBefore: old.notBefore)
        schedule.add(old)
        schedule.replace(with: new)
        #expect(schedule.count == 1 && schedule.count(of: [.remove]) == 1)
        #expect(schedule.take(now: now)?.isApproved == true)
        schedule.replace(with: old)
        #expect(schedule[1]?.isApproved == true, "one that runs stays as it is")
        schedule.finish(1, again: nil)
        #expect(schedule.count == 0)
    }

    @Test("Whatever is added, taken, put back and finished: nothing is lost, doubled or over its share")
    func keepsItsPromises() throws {
        let random = SeededRandom(#function)
        var schedule = try schedule()
        var open: Set<Int64> = []
        var running: [Int64: Intent] = [:]
        for id in 1...600 as ClosedRange<Int64> {
            let server = random.number(in: 0...2) == 0 ? "far.example" : "here.example"
            schedule.add(
                try intent(
                    id, "p\(random.number(in: 0...40))", server: server, room: "!r\(random.number(in: 0...4))",
                    kind: .invite))
            open.insert(id)
            while let next = schedule.take(now: now) {
                #expect(running[next.id] == nil && open.contains(next.id))
                running[next.id] = next
            }
            #expect(running.count <= ActSchedule.runningMax)
            #expect(Set(running.values.map(\.act.user)).count == running.count)
            for (_, group) in Dictionary(grouping: running.values, by: \.act.room) {
                #expect(group.count <= ActSchedule.perRoomMax)
            }
            #expect(running.values.count { $0.act.user.server.text == "far.example" } <= ActSchedule.perServerMax)
            for intent in running.values where random.number(in: 0...2) == 0 {
                running[intent.id] = nil
                let again = random.number(in: 0...3) == 0
                schedule.finish(intent.id, again: again ? intent : nil)
                if !again { open.remove(intent.id) }
            }
        }
        while let next = running.values.first ?? schedule.take(now: now) {
            running[next.id] = nil
            schedule.finish(next.id, again: nil)
            open.remove(next.id)
        }
        #expect(open.isEmpty && schedule.count == 0)
    }

    @Test("A clock that was a year ahead for a minute makes nothing wait for a year")
    func clockAhead() throws {
        var schedule = try schedule()
        let year: Int64 = 365 * 86_400_000
        schedule.add(try intent(1, "ann", notBefore: now.unixMilliseconds + year))
        schedule.add(try far(2))
        schedule.noteSilence(at: try far(3), now: now.advanced(byMilliseconds: year))
        schedule.distrust(now: now)
        #expect(schedule.take(now: now)?.id == 2)
        #expect(schedule.take(now: now) == nil)
        #expect(schedule.take(now: now.advanced(byMilliseconds: ActSchedule.hintMillisecondsMax))?.id == 1)
    }

    @Test("Behind a limit that is everybody's nothing of its kind is taken, and the rest goes on")
    func closedKind() throws {
        var schedule = try schedule()
        for id in 1...20 as ClosedRange<Int64> { schedule.add(try intent(id, "p\(id)", room: "!r\(id)", kind: .invite)) }
        schedule.add(try intent(99, "other"))
        let opening = now.advanced(byMilliseconds: 3_000)
        schedule.close(.invite, until: opening)
        #expect(schedule.take(now: now)?.id == 99)
        #expect(schedule.take(now: now) == nil)
        #expect(schedule.nextDueAt == opening, "they are looked at again when it opens, without having been put off one by one")
        #expect(schedule.take(now: opening)?.id == 1)
        schedule.close(.invite, until: nil)
        #expect(schedule.take(now: now)?.id == 2)
    }

    @Test("What waits for a homeserver that is down is counted for itself, and has an end")
    func silentShare() throws {
        var schedule = try schedule()
        for id in 1...Int64(ActSchedule.perSilentServerMax) { schedule.add(try far(id)) }
        schedule.add(try intent(5_000, "local", kind: .invite))
        #expect(schedule.fullServers(for: [.invite], allMax: .max).isEmpty && schedule.silentCount(of: [.invite]) == 0)
        let dead = try far(1)
        schedule.noteSilence(at: dead, now: now)
        #expect(schedule.fullServers(for: [.invite], allMax: .max) == [dead.act.user.server])
        #expect(schedule.fullServers(for: [.warn], allMax: .max).isEmpty, "notices have a share of their own")
        #expect(schedule.silentCount(of: [.invite]) == ActSchedule.perSilentServerMax)
        schedule.remove(1)
        #expect(schedule.fullServers(for: [.invite], allMax: .max).isEmpty)
        #expect(schedule.fullServers(for: [.invite], allMax: 10) == [dead.act.user.server], "and all of them together, too")
        schedule.noteAnswer(to: dead)
        #expect(schedule.silentCount(of: [.invite]) == 0)
    }
}
