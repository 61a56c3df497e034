import FaultServer
import Foundation
import Synchronization
import Testing
import UsherDomain
import UsherHTTP
import UsherTesting

@testable import UsherMatrix

@Suite("The sync")
struct SyncTests {
    private struct Zeroes: RandomSource {
        func bytes(_ count: Int) -> [UInt8] { Array(repeating: 0, count: count) }
    }

    /// A sync against given answers; what it waited for and reported.
    private final class Run: Sendable {
        let tenant = Tenant(FaultServer.shared, sharedClient)
        let known = KnownRooms(bot: bot, people: People())
        let waits = Mutex<[Int64]>([])
        let updates = Mutex<[RoomChanges]>([])

        func sync() throws -> Sync {
            Sync(
                homeserver: try homeserver(tenant), known: known, store: nil, random: Zeroes(), clock: ManualClock(),
                log: silentLog,
                pause: { wait in
                    self.waits.withLock { $0.append(wait) }
                    try Task.checkCancellation()
                },
                observer: { changes in self.updates.withLock { $0.append(changes) } })
        }

        /// Runs `sync` until `condition` holds, within the usual patience.
        func run(_ sync: Sync, until condition: @escaping @Sendable () async throws -> Bool) async throws -> Bool {
            let task = Task { await sync.run() }
            defer { task.cancel() }
            return try await comesTrue { try await condition() }
        }

        var syncs: [String] {
            get async throws {
                try await tenant.seen().filter { $0.path.hasPrefix("/_matrix/client/v3/sync") }.map {
                    URLComponents(string: $0.path)?.queryItems?.first { $0.name == "since" }?.value ?? "-"
                }
            }
        }
    }

    private let filter = "POST /_matrix/client/v3/user/%40usher%3Aexample.org/filter"
    private let sync = "GET /_matrix/client/v3/sync"
    private let creation = #"{"type":"m.room.create","state_key":"","sender":"@x:hs","content":{"room_version":"11"}}"#
    private func stateRoute(_ room: String) -> String { "GET /_matrix/client/v3/rooms/\(PercentEncoding.encode(room))/state" }
    private let silence = #"{"do":"silence"}"#

    @Test("begins with a complete answer, goes on from there, and is ready after the first")
    func goesOn() async throws {
        let run = Run()
        let room = try #require(RoomID("!r:hs"))
        try await run.tenant.answer(filter, Tenant.order(#"{"filter_id":"f/1"}"#))
        try await run.tenant.answer(
            sync, Tenant.order(#"{"next_batch":"s1","rooms":{"join":{"!r:hs":{}}}}"#), Tenant.order(#"{"next_batch":"s&2"}"#),
            silence)
        let sync = try run.sync()
        #expect(!sync.isReady)
        try await run.tenant.answer(stateRoute("!r:hs"), Tenant.order("[\(creation)]"))
        #expect(try await run.run(sync) { try await run.syncs.count == 3 })
        #expect(sync.isReady)
        #expect(try await run.syncs == ["-", "s1", "s&2"])
        #expect(run.known.summary(of: room) != nil)
        #expect(run.updates.withLock { $0.map(\.isComplete) } == [true, false])
        let seen = try await run.tenant.seen()
        #expect(seen.first?.body == String(decoding: SyncFilter.json, as: UTF8.self))
        #expect(seen.filter { $0.method == "POST" }.count == 1)
        let query = try #require(URLComponents(string: seen[3].path)?.queryItems)
        #expect(query.first { $0.name == "filter" }?.value == "f/1")
        #expect(query.first { $0.name == "timeout" }?.value == "30000")
        #expect(query.first { $0.name == "set_presence" }?.value == "offline")
        #expect(run.waits.withLock { $0 }.isEmpty)
    }

    @Test("a position that the homeserver no longer knows leads to a complete answer")
    func resync() async throws {
        let run = Run()
        try await run.tenant.answer(filter, Tenant.order(#"{"filter_id":"1"}"#))
        try await run.tenant.answer(
            sync, Tenant.order(#"{"next_batch":"s1"}"#),
            Tenant.order(#"{"errcode":"M_UNKNOWN","error":"Invalid stream token"}"#, status: 400),
            Tenant.order(#"{"next_batch":"s9"}"#), silence)
        #expect(try await run.run(try run.sync()) { try await run.syncs.count == 4 })
        #expect(try await run.syncs == ["-", "s1", "-", "s9"])
        #expect(run.updates.withLock { $0.map(\.isComplete) } == [true, true])
        #expect(run.waits.withLock { $0 } == [1_000])
    }

    @Test("failures are waited out, longer each time, without losing the position")
    func failures() async throws {
        let run = Run()
        try await run.tenant.answer(filter, Tenant.order("", status: 502), Tenant.order(#"{"filter_id":"1"}"#))
        try await run.tenant.answer(
            sync, Tenant.order(#"{"next_batch":"s1"}"#), Tenant.order("<html>"), Tenant.order(#"{"rooms":{}}"#),
            Tenant.order(#"{"errcode":"M_LIMIT_EXCEEDED","retry_after_ms":70000}"#, status: 429),
            Tenant.order(#"{"errcode":"M_UNKNOWN_TOKEN"}"#, status: 401), Tenant.order(#"{"next_batch":"s2"}"#), silence)
        let sync = try run.sync()
        #expect(try await run.run(sync) { try await run.syncs.count == 7 })
        #expect(try await run.syncs == ["-", "s1", "s1", "s1", "s1", "s1", "s2"])
        #expect(run.waits.withLock { $0 } == [1_000, 1_000, 2_000, 70_000, 8_000])
        #expect(sync.isReady)
    }

    @Test("is no longer ready after many failures in a row, and is again after the first success")
    func outOfDate() async throws {
        let run = Run()
        try await run.tenant.answer(filter, Tenant.order(#"{"filter_id":"1"}"#))
        let failure = Tenant.order("", status: 502)
        #expect(Sync.failuresMax == 5, "as many as below")
        try await run.tenant.answer(
            sync, Tenant.order(#"{"next_batch":"s1"}"#), failure, failure, failure, failure, failure, silence)
        let sync = try run.sync()
        #expect(try await run.run(sync) { try await run.syncs.count == 2 + Sync.failuresMax })
        #expect(!sync.isReady)
        try await run.tenant.answer(self.sync, Tenant.order(#"{"next_batch":"s2"}"#), silence)
        #expect(try await run.run(sync) { sync.isReady })
    }

    @Test("the rooms are known only when each was read; what fails meanwhile is tried again, and not what was read")
    func readsRooms() async throws {
        let run = Run()
        let (good, late) = (try #require(RoomID("!good")), try #require(RoomID("!late")))
        try await run.tenant.answer(filter, Tenant.order(#"{"filter_id":"1"}"#))
        try await run.tenant.answer(
            sync, Tenant.order(#"{"next_batch":"s1","rooms":{"join":{"!good":{},"!late":{}}}}"#), silence)
        let member = Events.member("@al:hs", "leave", by: "@mod:hs")
        try await run.tenant.answer(stateRoute("!good"), Tenant.order("[\(creation),\(member)]"))
        try await run.tenant.answer(stateRoute("!late"), Tenant.order("", status: 502), Tenant.order("[\(creation)]"))
        #expect(try await run.run(try run.sync()) { try await run.syncs.count == 2 })
        #expect(run.known.rooms == [good, late])
        let person = run.known.people.number(of: try #require(UserID("@al:hs")))
        #expect(run.known.room(good)?.people.removedByOthers == [person])
        #expect(run.waits.withLock { $0 } == [1_000])
        #expect(try await run.syncs == ["-", "s1"])
        let reads = try await run.tenant.seen().map(\.path).filter { $0.hasSuffix("/state") }
        #expect(reads.filter { $0.contains("good") }.count == 1 && reads.count == 3)
        #expect(run.updates.withLock { $0 } == [RoomChanges(isComplete: true, rooms: [])])
    }

    @Test("a room that the homeserver cannot give does not keep the others waiting, and is not known (law 1)")
    func brokenRoom() async throws {
        let run = Run()
        try await run.tenant.answer(filter, Tenant.order(#"{"filter_id":"1"}"#))
        try await run.tenant.answer("GET /_matrix/client/v3/account/whoami", Tenant.order(#"{"user_id":"@usher:example.org"}"#))
        let join = Tenant.order(#"{"next_batch":"s1","rooms":{"join":{"!broken":{},"!gone":{},"!good":{},"!cut":{}}}}"#)
        let news = Tenant.order(
            #"{"next_batch":"s2","rooms":{"join":{"!broken":{"timeline":{"events":[\#(Events.member("@al:hs", "join"))]}}}}}"#)
        try await run.tenant.answer(sync, join, news, silence)
        try await run.tenant.answer(stateRoute("!good"), Tenant.order("[\(creation)]"))
        try await run.tenant.answer(stateRoute("!gone"), Tenant.order(#"{"errcode":"M_FORBIDDEN"}"#, status: 403))
        try await run.tenant.answer(stateRoute("!broken"), Tenant.order("", status: 500))
        // A state without its beginning is not the whole of it.
        try await run.tenant.answer(stateRoute("!cut"), Tenant.order("[\(Events.power("{}"))]"))
        #expect(try await run.run(try run.sync()) { try await run.syncs.count == 3 })
        #expect(run.known.rooms == [try #require(RoomID("!good"))])
        #expect(run.known.isComplete)
    }

    @Test("while the homeserver answers nothing, no room counts as lost, however often it was tried (law 1)")
    func outage() async throws {
        let run = Run()
        try await run.tenant.answer(filter, Tenant.order(#"{"filter_id":"1"}"#))
        try await run.tenant.answer(sync, Tenant.order(#"{"next_batch":"s1","rooms":{"join":{"!r":{}}}}"#), silence)
        let down = Tenant.order("", status: 503)
        try await run.tenant.answer(stateRoute("!r"), down, down, down, down, down, down, Tenant.order("[\(creation)]"))
        try await run.tenant.answer("GET /_matrix/client/v3/account/whoami", down)
        #expect(try await run.run(try run.sync()) { run.known.isComplete })
        #expect(run.known.rooms == [try #require(RoomID("!r"))])
        #expect(run.waits.withLock { $0.count } == 6)
    }

    @Test("ends soon when its task is cancelled in the middle of a long poll")
    func cancellation() async throws {
        let run = Run()
        try await run.tenant.answer(filter, Tenant.order(#"{"filter_id":"1"}"#))
        try await run.tenant.answer(sync, silence)
        let sync = try run.sync()
        let task = Task { await sync.run() }
        #expect(try await comesTrue { try await !run.syncs.isEmpty })
        task.cancel()
        await task.value
        #expect(!sync.isReady)
        // The end of a poll that nobody cancelled would have been a failure, and a wait before the next.
        #expect(run.waits.withLock { $0 }.isEmpty)
    }
}
