import Synchronization
import Testing
import UsherDomain
import UsherStore
import UsherTesting

@testable import UsherEngine

@Suite("One pass over a redemption")
struct SettleRedemptionTests {
    @Test("a good code brings the person in: one invitation, one use, one entry that says why")
    func happy() async throws {
        let world = try EngineWorld()
        let redemption = try await world.open()
        #expect(try await world.settle(redemption) == .settled)
        #expect(try await world.state(of: redemption) == .done(room: world.room))
        #expect(world.rooms.membershipNow(of: redemption.user.id, in: world.room) == .invite)
        #expect(world.rooms.invitations(of: redemption.user.id, in: world.room) == 1)
        #expect(world.authorisers.committedUses(of: EngineWorld.code) == 1)
        let entry = try #require(try await world.store.ledger.auditEntries(limit: 9).first)
        #expect(entry.act == .invited && entry.user == redemption.user.id && entry.room == world.room)
        #expect(entry.evidenceJSON.contains(redemption.id.text))
        #expect(try await world.store.ledger.auditEntries(limit: 9).count == 1)
    }

    @Test("another pass over a settled redemption does nothing")
    func settledTwice() async throws {
        let world = try EngineWorld()
        let redemption = try await world.open()
        _ = try await world.settle(redemption)
        world.rooms.set(redemption.user.id, in: world.room, to: .leave)
        #expect(try await world.settle(redemption) == .settled)
        #expect(world.rooms.membershipNow(of: redemption.user.id, in: world.room) == .leave)
        #expect(try await world.store.ledger.auditEntries(limit: 9).count == 1)
    }

    @Test("a code that does not admit ends in a refusal and touches no room", arguments: ["unknown", "a-code "])
    func refused(_ code: String) async throws {
        let world = try EngineWorld()
        let redemption = try await world.open(code: code)
        #expect(try await world.settle(redemption) == .settled)
        #expect(try await world.state(of: redemption) == .refused)
        #expect(world.rooms.peopleIn(world.room) == 0)
    }

    @Test("a used-up code admits nobody else")
    func usedUp() async throws {
        let world = try EngineWorld(uses: 1)
        _ = try await world.settle(try await world.open("alice"))
        let second = try await world.open("bob")
        #expect(try await world.settle(second) == .settled)
        #expect(try await world.state(of: second) == .refused)
        #expect(world.rooms.peopleIn(world.room) == 1)
    }

    @Test("an instance admits only to rooms that it may admit to, and the use is given back")
    func roomNotAdmitted() async throws {
        var world = try EngineWorld()
        let other = try #require(RoomID("!other:example.org"))
        world.admissions = Admissions([world.room: [], other: [world.instance]])
        let redemption = try await world.open()
        #expect(try await world.settle(redemption) == .settled)
        #expect(try await world.state(of: redemption) == .failed(.roomNotAdmitted))
        #expect(world.rooms.peopleIn(world.room) == 0)
        #expect(world.authorisers.reservedUses(of: EngineWorld.code) == 0)
    }

    @Test("a room that stops being admitted between two passes is not entered")
    func admissionWithdrawn() async throws {
        var world = try EngineWorld()
        let redemption = try await world.open()
        world.rooms.troubles.next(.lostBefore, count: 2)
        #expect(try await world.settle(redemption) == .again(afterMilliseconds: nil))
        world.admissions = Admissions([:])
        #expect(try await world.settle(redemption) == .settled)
        #expect(try await world.state(of: redemption) == .failed(.roomNotAdmitted))
        #expect(world.authorisers.reservedUses(of: EngineWorld.code) == 0)
    }

    @Test("an authoriser that is lost while reserving costs no use, whether or not it had reserved")
    func reserveLost() async throws {
        for trouble: Trouble<Unknown> in [.lostBefore, .lostAfter, .refused(Unknown(.timedOut))] {
            let world = try EngineWorld()
            let redemption = try await world.open()
            world.authorisers.troubles.next(trouble) { if case .reserve = $0 { true } else { false } }
            #expect(try await world.settle(redemption) == .settled)
            #expect(try await world.state(of: redemption) == .failed(.authoriserUnavailable))
            #expect(world.authorisers.reservedUses(of: EngineWorld.code) == 0)
            #expect(world.rooms.peopleIn(world.room) == 0)
            // The person can try again.
            let again = try await world.open()
            _ = try await world.settle(again)
            #expect(try await world.state(of: again) == .done(room: world.room))
        }
    }

    @Test("a use is given back for as long as it takes")
    func releaseIsRepeated() async throws {
        let world = try EngineWorld()
        let redemption = try await world.open()
        world.rooms.set(redemption.user.id, in: world.room, to: .ban)
        world.authorisers.troubles.set { call in if case .release = call { .lostBefore } else { .none } }
        for _ in 0..<3 {
            #expect(try await world.settle(redemption) == .again(afterMilliseconds: nil))
            #expect(try await world.state(of: redemption) == .releasing(.banned))
        }
        world.authorisers.troubles.clear()
        #expect(try await world.settle(redemption) == .settled)
        #expect(try await world.state(of: redemption) == .failed(.banned))
        #expect(world.authorisers.reservedUses(of: EngineWorld.code) == 0)
    }

    @Test("a use is spent for as long as it takes, and nobody is invited anew for it")
    func commitIsRepeated() async throws {
        let world = try EngineWorld()
        let redemption = try await world.open()
        world.authorisers.troubles.set { call in
            if case .commit = call { .refused(Unknown(.overloaded, retryAfterMilliseconds: 7_000)) } else { .none }
        }
        for _ in 0..<3 {
            #expect(try await world.settle(redemption) == .again(afterMilliseconds: 7_000))
            #expect(try await world.state(of: redemption) == .invited(room: world.room))
        }
        world.authorisers.troubles.clear()
        #expect(try await world.settle(redemption) == .settled)
        #expect(world.rooms.invitations(of: redemption.user.id, in: world.room) == 1)
        #expect(world.authorisers.committedUses(of: EngineWorld.code) == 1)
    }

    @Test("a room that cannot be read refuses nobody (law 1)")
    func roomUnreadable() async throws {
        let world = try EngineWorld()
        let redemption = try await world.open()
        for trouble: Trouble<FakeRooms.Refusal> in [.lostBefore, .refused(.code("M_FORBIDDEN")), .refused(.code("M_UNKNOWN"))] {
            world.rooms.troubles.set { call in if case .membership = call { trouble } else { .none } }
            #expect(try await world.settle(redemption) == .again(afterMilliseconds: nil))
            #expect(try await world.state(of: redemption) == .reserved(room: world.room))
        }
        world.rooms.troubles.set { _ in .refused(.limited(retryAfterMilliseconds: 3_000)) }
        #expect(try await world.settle(redemption) == .again(afterMilliseconds: 3_000))
        world.rooms.troubles.clear()
        #expect(try await world.settle(redemption) == .settled)
        #expect(try await world.state(of: redemption) == .done(room: world.room))
    }

    @Test("an invitation whose answer was lost is found in the room's state, and not sent twice")
    func inviteAnswerLost() async throws {
        let world = try EngineWorld()
        let redemption = try await world.open()
        world.rooms.troubles.set { call in if case .invite = call { .lostAfter } else { .none } }
        #expect(try await world.settle(redemption) == .settled)
        #expect(try await world.state(of: redemption) == .done(room: world.room))
        #expect(world.rooms.invitations(of: redemption.user.id, in: world.room) == 1)
    }

    @Test("an invitation that may or may not exist, in a room that cannot be read, waits and is not sent twice")
    func inviteAndReadLost() async throws {
        let world = try EngineWorld()
        let redemption = try await world.open()
        let isInvited = Latch()
        world.rooms.troubles.set { call in
            switch call {
            case .invite:
                _ = isInvited.isFirst()
                return .lostAfter
            case .membership: return isInvited.isClosed ? .lostBefore : .none
            }
        }
        #expect(try await world.settle(redemption) == .again(afterMilliseconds: nil))
        #expect(try await world.state(of: redemption) == .reserved(room: world.room))
        world.rooms.troubles.clear()
        #expect(try await world.settle(redemption) == .settled)
        #expect(world.rooms.invitations(of: redemption.user.id, in: world.room) == 1)
    }

    @Test("a homeserver that does not answer, or asks to wait, is asked again")
    func inviteAgain() async throws {
        let world = try EngineWorld()
        let redemption = try await world.open()
        world.rooms.troubles.set { call in if case .invite = call { .lostBefore } else { .none } }
        #expect(try await world.settle(redemption) == .again(afterMilliseconds: nil))
        world.rooms.troubles.set { call in
            if case .invite = call { .refused(.limited(retryAfterMilliseconds: 9_000)) } else { .none }
        }
        #expect(try await world.settle(redemption) == .again(afterMilliseconds: 9_000))
        #expect(try await world.state(of: redemption) == .reserved(room: world.room))
        #expect(world.authorisers.reservedUses(of: EngineWorld.code) == 1)
    }

    @Test(
        "a definite no gives the use back and says why",
        arguments: [("M_FORBIDDEN", Redemption.Failure.homeserverRefused), ("M_INVITE_BLOCKED", .invitesBlocked)])
    func inviteRefused(_ code: String, _ failure: Redemption.Failure) async throws {
        let world = try EngineWorld()
        let redemption = try await world.open()
        world.rooms.troubles.set { call in if case .invite = call { .refused(.code(code)) } else { .none } }
        #expect(try await world.settle(redemption) == .settled)
        #expect(try await world.state(of: redemption) == .failed(failure))
        #expect(world.authorisers.reservedUses(of: EngineWorld.code) == 0)
        #expect(world.authorisers.committedUses(of: EngineWorld.code) == 0)
        let entries = try await world.store.ledger.auditEntries(limit: 9)
        #expect(entries.map(\.act) == [.redemptionReleased])
    }

    @Test("a ban is respected, and no invitation is tried (law 9)")
    func banned() async throws {
        let world = try EngineWorld()
        let redemption = try await world.open()
        world.rooms.set(redemption.user.id, in: world.room, to: .ban)
        #expect(try await world.settle(redemption) == .settled)
        #expect(try await world.state(of: redemption) == .failed(.banned))
        #expect(world.rooms.membershipNow(of: redemption.user.id, in: world.room) == .ban)
        #expect(world.rooms.invitations(of: redemption.user.id, in: world.room) == 0)
        #expect(world.authorisers.reservedUses(of: EngineWorld.code) == 0)
    }

    @Test("a person who is in, or invited already, is not invited anew and spends no use", arguments: [Membership.join, .invite])
    func alreadyIn(_ membership: Membership) async throws {
        let world = try EngineWorld()
        let redemption = try await world.open()
        world.rooms.set(redemption.user.id, in: world.room, to: membership)
        #expect(try await world.settle(redemption) == .settled)
        #expect(try await world.state(of: redemption) == .alreadyIn(room: world.room))
        #expect(world.rooms.invitations(of: redemption.user.id, in: world.room) == 0)
        #expect(world.rooms.membershipNow(of: redemption.user.id, in: world.room) == membership)
        #expect(world.authorisers.committedUses(of: EngineWorld.code) == 0)
        #expect(world.authorisers.reservedUses(of: EngineWorld.code) == 0)
        #expect(try await world.store.ledger.auditEntries(limit: 9).isEmpty)
    }

    @Test("a person who came in while their invitation was under way has spent the use")
    func joinedMeanwhile() async throws {
        let world = try EngineWorld()
        let redemption = try await world.open()
        world.rooms.troubles.set { call in if case .invite = call { .lostBefore } else { .none } }
        #expect(try await world.settle(redemption) == .again(afterMilliseconds: nil))
        world.rooms.set(redemption.user.id, in: world.room, to: .join)
        #expect(try await world.settle(redemption) == .settled)
        #expect(try await world.state(of: redemption) == .done(room: world.room))
        #expect(world.authorisers.committedUses(of: EngineWorld.code) == 1)
    }

    @Test("a person who declines at once is not asked again (law 9)")
    func declines() async throws {
        let world = try EngineWorld()
        let redemption = try await world.open()
        let isInvited = Latch()
        world.rooms.troubles.set { [rooms = world.rooms, room = world.room] call in
            switch call {
            case .invite: _ = isInvited.isFirst()
            case .membership: if isInvited.isClosed { rooms.set(redemption.user.id, in: room, to: .leave) }
            }
            return .none
        }
        #expect(try await world.settle(redemption) == .settled)
        #expect(try await world.state(of: redemption) == .failed(.declined))
        let acts = try await world.store.ledger.auditEntries(limit: 9).map(\.act)
        #expect(acts == [.redemptionReleased, .invited], "an invitation that was sent is in the audit log (law 5)")
        #expect(world.rooms.invitations(of: redemption.user.id, in: world.room) == 1)
        #expect(world.authorisers.reservedUses(of: EngineWorld.code) == 0)
    }

    @Test("a room that cannot be read for a week holds no use for ever, and not a millisecond less")
    func unreadableForAWeek() async throws {
        let world = try EngineWorld()
        let redemption = try await world.open()
        world.rooms.troubles.set { call in if case .membership = call { .refused(.code("M_FORBIDDEN")) } else { .none } }
        #expect(try await world.settle(redemption) == .again(afterMilliseconds: nil))
        world.clock.advance(milliseconds: Redemption.unknownMillisecondsMax - 1)
        #expect(try await world.settle(redemption) == .again(afterMilliseconds: nil))
        world.clock.advance(milliseconds: 1)
        #expect(try await world.settle(redemption) == .settled)
        #expect(try await world.state(of: redemption) == .failed(.gaveUp))
    }

    @Test("a person who left or knocks and now brings a code is invited", arguments: [Membership.leave, .knock])
    func leftOrKnocks(_ membership: Membership) async throws {
        let world = try EngineWorld()
        let redemption = try await world.open()
        world.rooms.set(redemption.user.id, in: world.room, to: membership)
        #expect(try await world.settle(redemption) == .settled)
        #expect(world.rooms.membershipNow(of: redemption.user.id, in: world.room) == .invite)
    }

    @Test("after a day of being told to wait the use is given back, and not a millisecond sooner")
    func givesUp() async throws {
        let world = try EngineWorld()
        let redemption = try await world.open()
        world.rooms.troubles.set { call in
            if case .invite = call { .refused(.limited(retryAfterMilliseconds: 9_000)) } else { .none }
        }
        _ = try await world.settle(redemption)
        world.clock.advance(milliseconds: Redemption.pendingMillisecondsMax - 1)
        #expect(try await world.settle(redemption) == .again(afterMilliseconds: 9_000))
        world.clock.advance(milliseconds: 1)
        #expect(try await world.settle(redemption) == .settled)
        #expect(try await world.state(of: redemption) == .failed(.gaveUp))
        #expect(world.authorisers.reservedUses(of: EngineWorld.code) == 0)
    }

    @Test("an invitation that may still arrive keeps its use for a week (law 1)")
    func mayStillArrive() async throws {
        let world = try EngineWorld()
        let redemption = try await world.open()
        world.rooms.troubles.set { call in if case .invite = call { .lostBefore } else { .none } }
        _ = try await world.settle(redemption)
        world.clock.advance(milliseconds: Redemption.unknownMillisecondsMax - 1)
        #expect(try await world.settle(redemption) == .again(afterMilliseconds: nil))
        #expect(world.authorisers.reservedUses(of: EngineWorld.code) == 1)
        world.clock.advance(milliseconds: 1)
        #expect(try await world.settle(redemption) == .settled)
        #expect(try await world.state(of: redemption) == .failed(.gaveUp))
    }

    @Test("the same person redeems twice and counts once")
    func samePersonTwice() async throws {
        let world = try EngineWorld(uses: 2)
        let first = try await world.open()
        #expect(try await world.settle(first) == .settled)
        #expect(try await world.state(of: first) == .done(room: world.room))
        let second = try await world.open()
        #expect(try await world.settle(second) == .settled)
        #expect(try await world.state(of: second) == .alreadyIn(room: world.room))
        #expect(world.authorisers.committedUses(of: EngineWorld.code) == 1)
        #expect(world.rooms.invitations(of: try world.user().id, in: world.room) == 1)
    }
}

/// Closed once, by whoever comes first.
final class Latch: Sendable {
    private let closed = Mutex(false)

    /// Whether somebody closed it.
    var isClosed: Bool { closed.withLock { $0 } }

    /// Closes it. Whether it was open before.
    func isFirst() -> Bool {
        closed.withLock { closed in
            defer { closed = true }
            return !closed
        }
    }
}
