import FaultServer
import Testing
import UsherDomain
import UsherTesting

@testable import UsherMatrix

@Suite("What was learned about limits")
struct LimitMemoryTests {
    private let clock = ManualClock()
    private let store = KeptInMemory()
    private let tenant = Tenant(FaultServer.shared, sharedClient)

    private func memory() throws -> LimitMemory {
        LimitMemory(store: store, homeserver: try homeserver(tenant, clock: clock), bot: bot, log: silentLog)
    }

    private func rooms(_ limits: String) throws -> MatrixRooms {
        MatrixRooms(
            homeserver: try homeserver(tenant, clock: clock), known: KnownRooms(bot: bot, people: People()), clock: clock,
            log: silentLog, limits: limits)
    }

    private func limited(_ rooms: MatrixRooms, milliseconds: Int64) async throws {
        let (user, room) = (try #require(UserID("@al:hs")), try #require(RoomID("!r")))
        try await tenant.answer(
            "POST /_matrix/client/v3/rooms/%21r/kick",
            Tenant.order(#"{"errcode":"M_LIMIT_EXCEEDED","retry_after_ms":\#(milliseconds)}"#, status: 429))
        #expect(await rooms.remove(user, from: room, reason: "") == .limited(retryAfterMilliseconds: milliseconds))
    }

    private func wait(_ rooms: MatrixRooms) throws -> Int64 {
        rooms.wait(for: .remove, of: try #require(UserID("@al:hs")), in: try #require(RoomID("!r")))
    }

    @Test("it is stored a moment later and at the end, and a later process goes on with it")
    func kept() async throws {
        let first = try rooms(try memory().learned())
        let memory = try memory()
        let keeping = Task { [clock] in await memory.keep(first, steadyClock: clock) }
        #expect(try await comesTrue { clock.sleeperCount == 1 })
        try await limited(first, milliseconds: 60_000)
        clock.advance(milliseconds: LimitMemory.pauseMilliseconds)
        #expect(try await comesTrue { !memory.learned().isEmpty })
        #expect(try wait(rooms(memory.learned())) == 60_000 - LimitMemory.pauseMilliseconds)
        clock.advance(milliseconds: 60_000)
        try await limited(first, milliseconds: 30_000)
        keeping.cancel()
        await keeping.value
        #expect(try wait(rooms(memory.learned())) == 30_000)
        let other = LimitMemory(
            store: store, homeserver: try homeserver(tenant, clock: clock), bot: try #require(UserID("@other:hs")), log: silentLog
        )
        #expect(other.learned().isEmpty, "another account has other limits")
    }

    @Test("a wall clock that jumps, or a stored wait without end, never closes anything for longer than an hour")
    func jumps() async throws {
        let first = try rooms("")
        try await limited(first, milliseconds: 60_000)
        let stored = first.storedLimits
        let start = clock.now()
        for jump in [-10_000_000_000, -1, 60_000, 10_000_000_000] as [Int64] {
            clock.setWall(start.advanced(byMilliseconds: jump))
            #expect(try wait(rooms(stored)) == 0, "\(jump)")
        }
        clock.setWall(start)
        let endless = #"{"events":{"from":\#(start.unixMilliseconds - 1),"until":\#(Int64.max),"pace":\#(Int64.max)}}"#
        #expect(try wait(rooms(endless)) < 3_600_000)
        for nonsense in ["", "7", "{", #"{"events":[]}"#, #"{"events":{"from":"x","until":{}}}"#] {
            #expect(try wait(rooms(nonsense)) == 0, "\(nonsense)")
        }
    }

    @Test("a store that fails harms nobody")
    func broken() async throws {
        store.setBroken(true)
        #expect(try memory().learned().isEmpty)
    }
}
