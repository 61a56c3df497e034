import Logging
import Testing
import UsherDomain
import UsherStore
import UsherTesting

@testable import UsherEngine

@Suite("Carrying out one act")
struct CarryOutIntentTests {
    /// A room with its bot, one person and one intent about them, on a real store.
    private final class Place: Sendable {
        let directory: TemporaryDirectory
        let clock = ManualClock()
        let store: Store
        let homeserver: SimulatedHomeserver
        let bot: SimulatedBot
        let room: RoomID
        let ann: UserID
        let admin: UserID
        let intent: Intent

        init(_ kind: MembershipAct.Kind, isApproved: Bool = false) async throws {
            directory = try TemporaryDirectory()
            let random = SeededRandom(silent: 1)
            store = try Store.open(directory: directory.path, clock: clock, random: random)
            let usher = try #require(UserID("@usher:home.example"))
            admin = try #require(UserID("@admin:home.example"))
            ann = try #require(UserID("@ann:home.example"))
            homeserver = SimulatedHomeserver(bot: usher, clock: clock, steadyClock: clock, random: random)
            bot = SimulatedBot(homeserver, people: People())
            room = homeserver.make(version: 11, creator: usher)
            homeserver.act(.invite, admin, in: room, by: usher)
            homeserver.act(.join, admin, in: room)
            homeserver.change(room) { [admin] in $0.power.users[admin] = 100 }
            let act = MembershipAct(kind: kind, room: room, user: ann, reason: "r", instances: [], ruleVersion: "1")
            intent = try await #require(
                store.journal.begin(
                    NewRun(
                        cause: "pass", at: clock.now(), acts: [(act, "{}")],
                        approved: isApproved ? PlanHash(bytes: [UInt8](repeating: 1, count: 32)) : nil)
                ).intents.first)
        }

        func callAsFunction(
            _ mode: CarryOutIntent.Mode = .act, doubt: CarryOutIntent.Doubt? = nil,
            departure: Departure? = nil, mayBegin: @escaping @Sendable () async throws -> Bool = { true }
        ) async throws -> CarryOutIntent.Result {
            let carryOut = CarryOutIntent(
                journal: store.journal, acts: bot, clock: clock, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
                mode: mode, mayBegin: mayBegin)
            return try await carryOut(intent, departure: departure, doubt: doubt)
        }

        var told: [AuditEntry.Act] {
            get async throws { try await store.ledger.auditEntries(limit: 9).map(\.act) }
        }

        var isSettled: Bool {
            get async throws { try await store.journal.intents().isEmpty }
        }
    }

    @Test("Who was invited by somebody else's hand before it was tried is not told as invited by this act")
    func notOurs() async throws {
        let place = try await Place(.invite)
        place.homeserver.act(.invite, place.ann, in: place.room, by: place.homeserver.bot)
        #expect(try await place() == .settled(.none, seen: .invitedByBot, .nothing))
        #expect(try await place.told == [])
        #expect(try await place.isSettled)
    }

    @Test("An act whose answer was lost is told when it is found to be done")
    func foundDone() async throws {
        let place = try await Place(.invite)
        place.homeserver.act(.invite, place.ann, in: place.room, by: place.homeserver.bot)
        _ = try await place(doubt: .unread)
        #expect(try await place.told == [.invited])
        #expect(try await place.isSettled)
    }

    @Test("Nothing is done when it is no longer wanted by the time that the room is read")
    func heldBack() async throws {
        let place = try await Place(.invite)
        #expect(try await place(mayBegin: { false }) == .held)
        #expect(place.homeserver.attempts() == [])
        #expect(try await !place.isSettled)
    }

    @Test("In a room that the bot has left for good, what may be done ends with the entry that nobody knows")
    func outOfReach() async throws {
        let place = try await Place(.remove)
        place.homeserver.act(.leave, place.homeserver.bot, in: place.room)
        guard case .again = try await place(.look, doubt: .unread) else {
            Issue.record("a room that may come back was given up")
            return
        }
        #expect(try await place(.lookOnce, doubt: .unread) == .settled(.none, seen: nil, .nothing))
        #expect(try await place.told == [.outcomeUnknown])
        #expect(try await place.isSettled)
    }

    @Test("Where a lost removal may have been followed by a return, the entry says that it was tried twice")
    func back() async throws {
        let place = try await Place(.remove)
        place.homeserver.act(.invite, place.ann, in: place.room, by: place.admin)
        place.homeserver.act(.join, place.ann, in: place.room)
        _ = try await place(doubt: .unread)
        let entry = try #require(try await place.store.ledger.auditEntries(limit: 9).first)
        #expect(entry.act == .removed)
        #expect(entry.evidenceJSON.contains(#""tries":2"#))
        #expect(try await place.told.count == 1)
        #expect(place.homeserver.room(place.room)?.standing(of: place.ann, seenBy: place.homeserver.bot) == .removedByBot)
    }

    @Test("What is unclear about an earlier try stays so through a limit, an answer without effect, and a refusal")
    func stillUnclear() async throws {
        for trouble in [\HomeserverTroubles.limited, \.ignored, \.refused] {
            let place = try await Place(.invite)
            place.homeserver.troubles[keyPath: trouble] = 100
            guard case .again(_, _, let doubt) = try await place(doubt: .unanswered) else {
                Issue.record("it was given up while an earlier try may still be carried out")
                continue
            }
            #expect(doubt == .unanswered)
            place.homeserver.troubles = HomeserverTroubles()
            place.homeserver.act(.invite, place.ann, in: place.room, by: place.homeserver.bot)
            _ = try await place(doubt: doubt)
            #expect(try await place.told == [.invited])
        }
        let place = try await Place(.remove)
        place.homeserver.act(.invite, place.ann, in: place.room, by: place.admin)
        place.homeserver.act(.join, place.ann, in: place.room)
        _ = try await place(.look, doubt: .unanswered)
        #expect(try await place.told == [.outcomeUnknown], "a slow homeserver may remove them yet")
    }

    @Test("Where somebody else acted after a try whose answer was lost, the entry says that nobody knows")
    func overtaken() async throws {
        let place = try await Place(.remove)
        place.homeserver.act(.ban, place.ann, in: place.room, by: place.admin)
        _ = try await place(doubt: .unread)
        #expect(try await place.told == [.outcomeUnknown])
        let other = try await Place(.remove)
        other.homeserver.act(.ban, other.ann, in: other.room, by: other.admin)
        _ = try await other()
        #expect(try await other.told == [])
    }

    @Test("Who leaves by themselves while their removal waits has earned no new time; whom a moderator takes out has")
    func departures() async throws {
        let leave: @Sendable (Place) -> Void = { $0.homeserver.act(.leave, $0.ann, in: $0.room) }
        let kick: @Sendable (Place) -> Void = { $0.homeserver.act(.kick, $0.ann, in: $0.room, by: $0.admin) }
        let knock: @Sendable (Place) -> Void = { place in
            leave(place)
            place.homeserver.change(place.room) { $0.joinRule = .knock }
            place.homeserver.act(.knock, place.ann, in: place.room)
        }
        for (gone, seen, stays) in [
            (leave, Standing.leftThemselves, true), (knock, .knocking, true), (kick, .removedByOthers, false),
        ] {
            for isDuring in [false, true] where !isDuring || seen != .knocking {
                let place = try await Place(.remove)
                place.homeserver.act(.invite, place.ann, in: place.room, by: place.admin)
                place.homeserver.act(.join, place.ann, in: place.room)
                let now = place.clock.now()
                let departure = Departure(
                    room: place.room, user: place.ann, since: now, dueAt: now, noticedAt: now, reason: "r", instances: [])
                try await place.store.journal.change([.store(departure)], audit: [])
                if !isDuring { gone(place) }
                let end = DepartureChange.end(room: place.room, user: place.ann)
                let result = try await place(departure: departure) {
                    // In the moment in which the homeserver is asked, and refuses.
                    gone(place)
                    return true
                }
                #expect(result == .settled(stays ? .none : end, seen: seen, .nothing))
                #expect(try await place.store.journal.departures() == (stays ? [departure] : []))
                #expect(try await place.told == (stays ? [] : [.spared]))
            }
        }
    }

    @Test("What was done although another decision had taken the intent's place counts for the brakes, over a restart too")
    func replaced() async throws {
        for isApproved in [false, true] {
            let place = try await Place(.remove, isApproved: isApproved)
            place.homeserver.act(.invite, place.ann, in: place.room, by: place.admin)
            place.homeserver.act(.join, place.ann, in: place.room)
            _ = try await place {
                _ = try await place.store.journal.settle(place.intent.id, audit: nil, departure: .none)
                return true
            }
            #expect(try await place.told == [.removed])
            #expect(try await place.store.journal.departures().map(\.removals) == [1])
            let taken = try await place.store.journal.takings(since: Instant(unixMilliseconds: 0))
            #expect(taken == (isApproved ? [] : [Taking(place.intent.act, at: place.clock.now())]))
        }
    }
}
