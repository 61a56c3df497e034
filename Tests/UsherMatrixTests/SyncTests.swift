import FaultServer
import Foundation
import Synchronization
import Testing
import UsherDomain
import UsherHTTP
import UsherTesting

@testable import UsherMatrix

@Suite("An answer to a sync")
struct SyncAnswerTests {
    private func room(_ text: String) throws -> RoomID { try #require(RoomID(text)) }
    private func user(_ name: String) throws -> UserID { try #require(UserID("@\(name):hs")) }

    private func member(_ name: String, _ membership: String) -> String {
        #"{"content":{"membership":"\#(membership)"},"type":"m.room.member","state_key":"@\#(name):hs","sender":"@x:hs"}"#
    }

    private func state(_ sections: String) throws -> RoomState? {
        let known = KnownRooms()
        let text = #"{"next_batch":"s1","rooms":{"join":{"!r":{\#(sections)}}}}"#
        _ = known.apply(try SyncAnswer(Array(text.utf8)), isComplete: true)
        return known.state(of: try room("!r"))
    }

    @Test("the timeline comes after the state")
    func timelineWins() throws {
        let timeline = #""timeline":{"limited":true,"events":[\#(member("bob", "leave"))]}"#
        let before = #""state":{"events":[\#(member("bob", "join")),\#(member("al", "join"))]}"#
        let state = try #require(try state("\(timeline),\(before)"))
        #expect(state.membership(of: try user("bob")) == .leave)
        #expect(state.membership(of: try user("al")) == .join)
        #expect(state.membership(of: try user("nobody")) == Membership.none)
        #expect(state.joinedCount == 1)
    }

    @Test("where the state after the timeline is given, it alone counts")
    func stateAfter() throws {
        let before = #""state":{"events":[\#(member("bob", "join"))]}"#
        let after = #""state_after":{"events":[\#(member("al", "invite"))]}"#
        let timeline = #""timeline":{"events":[\#(member("al", "ban"))]}"#
        let state = try #require(try state("\(before),\(after),\(timeline)"))
        #expect(state.membership(of: try user("bob")) == Membership.none)
        #expect(state.membership(of: try user("al")) == .invite)
        #expect(
            try #require(try self.state(#""state_after":{},"state":{"events":[\#(member("bob", "join"))]}"#)).joinedCount == 0)
    }

    @Test(
        "a member event without a valid membership makes the person unknown, not a stranger",
        arguments: [
            "{}", #"{"membership":1}"#, #"{"membership":"none"}"#, #"{"membership":"joined"}"#, "[]", "null",
            #"{"membership":"join","membership":"leave"}"#, #"{"membership":"\ud800"}"#,
        ])
    func unreadable(content: String) throws {
        let bad = #"{"type":"m.room.member","state_key":"@bob:hs","sender":"@x:hs","content":\#(content)}"#
        let state = try #require(try state(#""state":{"events":[\#(member("bob", "join")),\#(bad)]}"#))
        #expect(state.membership(of: try user("bob")) == nil)
        #expect(state.joinedCount == 0)
        let repaired = try #require(try self.state(#""state":{"events":[\#(bad),\#(member("bob", "join"))]}"#))
        #expect(repaired.membership(of: try user("bob")) == .join)
        #expect(repaired.joinedCount == 1)
    }

    @Test(
        "an event that names nothing is passed over, and the rest is read",
        arguments: [
            "{}", "1", "null", #""x""#, "[]", #"{"type":"m.room.message","sender":"@x:hs","content":{}}"#,
            #"{"type":1,"state_key":"@bob:hs","sender":"@x:hs","content":{"membership":"join"}}"#,
            #"{"type":"m.room.member","state_key":"bob","sender":"@x:hs","content":{"membership":"join"}}"#,
            #"{"type":"m.room.member","state_key":"@\ud800:hs","sender":"@x:hs","content":{"membership":"join"}}"#,
            #"{"type":"m.room.member","state_key":null,"sender":"@x:hs","content":{"membership":"join"}}"#,
            String(repeating: "[", count: 50_000) + String(repeating: "]", count: 50_000),
        ])
    func passedOver(event: String) throws {
        let state = try #require(try state(#""state":{"events":[\#(event),\#(member("al", "join"))]}"#))
        #expect(state.membership(of: try user("al")) == .join)
        #expect(state.joinedCount == 1)
    }

    @Test(
        "what is no answer to a sync is refused as a whole",
        arguments: [
            "", "{}", "[]", "<html>", #"{"next_batch":1}"#, #"{"next_batch":"s1""#, #"{"next_batch":"s1"} x"#,
            #"{"next_batch":"s1","rooms":[]}"#, #"{"next_batch":"s1","rooms":{"join":{"!r":{"state":{"events":{}}}}}}"#,
        ])
    func refused(text: String) {
        #expect(throws: JSONProblem.self) { try SyncAnswer(Array(text.utf8)) }
    }

    @Test("the name shown is the room's name, else its alias, and not endless")
    func names() throws {
        func event(_ type: String, _ content: String) -> String {
            #"{"type":"\#(type)","state_key":"","sender":"@x:hs","content":\#(content)}"#
        }
        let alias = event("m.room.canonical_alias", ##"{"alias":"#door:hs"}"##)
        func name(_ events: String...) throws -> String? {
            try #require(try state(#""state":{"events":[\#(events.joined(separator: ","))]}"#)).name
        }
        #expect(try name() == nil)
        #expect(try name(alias) == "#door:hs")
        #expect(try name(alias, event("m.room.name", #"{"name":"The door"}"#)) == "The door")
        #expect(try name(alias, event("m.room.name", #"{"name":""}"#)) == "#door:hs")
        #expect(try name(alias, event("m.room.name", #"{"name":["x"]}"#)) == "#door:hs")
        #expect(
            try name(event("m.room.name", #"{"name":"\#(String(repeating: "n", count: 5_000))"}"#))?.count
                == RoomState.nameCharactersMax)
    }

    @Test("changes are named by room and person; the same event again changes nothing")
    func changes() throws {
        let known = KnownRooms()
        func apply(_ text: String, isComplete: Bool = false) throws -> SyncUpdate {
            known.apply(try SyncAnswer(Array(text.utf8)), isComplete: isComplete)
        }
        let first = #"{"next_batch":"s1","rooms":{"join":{"!r":{"state":{"events":[\#(member("al", "invite"))]}},"!q":{}}}}"#
        let complete = try apply(first, isComplete: true)
        #expect(complete.isComplete && complete.members.isEmpty && complete.rooms.isEmpty)
        let join = #"{"next_batch":"s2","rooms":{"join":{"!r":{"timeline":{"events":[\#(member("al", "join"))]}}}}}"#
        let (r, q, al) = (try room("!r"), try room("!q"), try user("al"))
        #expect(try apply(join).members == [SyncUpdate.Member(room: r, user: al)])
        #expect(try apply(join).members.isEmpty)
        #expect(known.summary(of: r) == RoomSummary(id: r, name: nil, joinedCount: 1))
        let left = try apply(#"{"next_batch":"s3","rooms":{"leave":{"!q":{"timeline":{"events":[1,2]}},"!never":{}}}}"#)
        #expect(left.rooms == [q])
        #expect(known.summary(of: q) == nil)
        let entered = try apply(
            #"{"next_batch":"s4","rooms":{"join":{"!new":{"state":{"events":[]}}},"invite":{"!i":{}},"knock":7}}"#)
        #expect(entered.rooms == [try room("!new")])
        let resync = try apply(first, isComplete: true)
        #expect(resync.isComplete)
        #expect(known.state(of: r)?.membership(of: al) == .invite)
        #expect(known.state(of: try room("!new")) == nil)
        #expect(try apply(#"{"next_batch":"s5"}"#).rooms.isEmpty)
    }

    @Test("the filter is JSON and asks for members, whole")
    func filter() throws {
        let filter = try JSONValue(parsing: SyncFilter.json)
        let state = try #require(filter["room"]?["state"])
        #expect(state["lazy_load_members"] == .bool(false))
        guard case .array(let types)? = state["types"] else { preconditionFailure("types") }
        #expect(types.contains(.string("m.room.member")) && !types.contains(.string("m.room.message")))
        #expect(filter["room"]?["timeline"]?["limit"]?.integer ?? 0 > 0)
    }

    @Test("waits double up to a minute, with less than a quarter of chance, and obey the homeserver")
    func backoff() {
        var backoff = SyncBackoff()
        let waits = (0..<8).map { _ in backoff.failed(askedFor: nil, random: 0) }
        #expect(waits == [1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000])
        #expect(backoff.failed(askedFor: 90_000, random: 0) == 90_000)
        for random in [UInt64.max, 1, 12_345_678] {
            let wait = backoff.failed(askedFor: nil, random: random)
            #expect(wait >= 45_000 && wait <= 60_000)
        }
        backoff.succeeded()
        #expect(backoff.failed(askedFor: nil, random: 0) == 1_000)
    }
}

@Suite("The sync")
struct SyncTests {
    private struct Zeroes: RandomSource {
        func bytes(_ count: Int) -> [UInt8] { Array(repeating: 0, count: count) }
    }

    /// A sync against given answers; what it waited for and reported.
    private final class Run: Sendable {
        let tenant = Tenant(FaultServer.shared, sharedClient)
        let known = KnownRooms()
        let waits = Mutex<[Int64]>([])
        let updates = Mutex<[SyncUpdate]>([])

        func sync() throws -> Sync {
            Sync(
                homeserver: try homeserver(tenant), user: bot, known: known, random: Zeroes(), log: silentLog,
                pause: { wait in
                    self.waits.withLock { $0.append(wait) }
                    try Task.checkCancellation()
                },
                observer: { update in self.updates.withLock { $0.append(update) } })
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
        #expect(try await run.run(sync) { try await run.syncs.count == 3 })
        #expect(sync.isReady)
        #expect(try await run.syncs == ["-", "s1", "s&2"])
        #expect(run.known.summary(of: room) != nil)
        #expect(run.updates.withLock { $0.map(\.isComplete) } == [true, false])
        let seen = try await run.tenant.seen()
        #expect(seen.first?.body == String(decoding: SyncFilter.json, as: UTF8.self))
        #expect(seen.filter { $0.method == "POST" }.count == 1)
        let query = try #require(URLComponents(string: seen[2].path)?.queryItems)
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
