import Foundation
import GRDB
import Testing
import UsherDomain
import UsherStore
import UsherTesting

@Suite("The ledger")
struct LedgerTests {
    private static let states: [Redemption.State] =
        [
            .opening, .reserved(room: demoRoom), .invited(room: demoRoom), .done(room: demoRoom), .alreadyIn(room: demoRoom),
            .refused,
        ]
        + Redemption.Failure.allCases.flatMap { [.releasing($0), .failed($0)] }

    @Test("a redemption is read back as it was stored, in every state", arguments: states)
    func roundTrip(_ state: Redemption.State) async throws {
        let fixture = try StoreFixture()
        let store = try fixture.open()
        var redemption = try fixture.redemption("@caf\u{e9} \u{1f600}\n%_\\':example.org", startedAt: .max)
        try await store.ledger.open(redemption)
        if state != .opening {
            #expect(try await store.ledger.move(redemption.id, from: .opening, to: state, audit: nil))
            redemption.state = state
        }
        try store.close()
        let again = try fixture.open()
        let stored = try #require(try await again.ledger.redemption(redemption.id))
        #expect(stored == redemption)
        // Text is equal in Swift when it looks alike; an ID is equal only by bytes.
        #expect(Array(stored.user.id.text.utf8) == Array(redemption.user.id.text.utf8))
        #expect(try await again.ledger.unsettledRedemptions() == (redemption.isSettled ? [] : [redemption.id]))
    }

    @Test("an unknown redemption is nil, and moving it moves nothing")
    func unknownID() async throws {
        let fixture = try StoreFixture()
        let store = try fixture.open()
        let redemption = try fixture.redemption()
        #expect(try await store.ledger.redemption(redemption.id) == nil)
        #expect(try await !store.ledger.move(redemption.id, from: .opening, to: .refused, audit: fixture.entry()))
        #expect(try await store.ledger.auditEntries(limit: 10).isEmpty)
    }

    @Test("a second redemption of the same id is an error and changes nothing")
    func openTwice() async throws {
        let fixture = try StoreFixture()
        let store = try fixture.open()
        let redemption = try fixture.redemption()
        try await store.ledger.open(redemption)
        await #expect(throws: (any Error).self) { try await store.ledger.open(redemption) }
        #expect(try await store.ledger.redemption(redemption.id) == redemption)
    }

    @Test("a move from another state, room or failure changes nothing and is not explained")
    func staleMove() async throws {
        let fixture = try StoreFixture()
        let store = try fixture.open()
        let redemption = try fixture.redemption()
        let otherRoom = try #require(RoomID("!other:example.org"))
        try await store.ledger.open(redemption)
        #expect(try await store.ledger.move(redemption.id, from: .opening, to: .reserved(room: demoRoom), audit: nil))
        for stale: Redemption.State in [.opening, .reserved(room: otherRoom), .invited(room: demoRoom), .releasing(.banned)] {
            #expect(try await !store.ledger.move(redemption.id, from: stale, to: .refused, audit: fixture.entry()))
        }
        #expect(try await store.ledger.redemption(redemption.id)?.state == .reserved(room: demoRoom))
        #expect(try await store.ledger.auditEntries(limit: 10).isEmpty)
    }

    @Test("a move whose audit entry cannot be written does not happen (law 5)")
    func moveNeedsItsEntry() async throws {
        let fixture = try StoreFixture()
        let store = try fixture.open()
        let redemption = try fixture.redemption()
        try await store.ledger.open(redemption)
        for evidence in ["", "not json", "[]", "{"] {
            let entry = AuditEntry(at: fixture.clock.now(), act: .invited, actor: "usher", reason: "r", evidenceJSON: evidence)
            await #expect(throws: (any Error).self) {
                try await store.ledger.move(redemption.id, from: .opening, to: .reserved(room: demoRoom), audit: entry)
            }
        }
        #expect(try await store.ledger.redemption(redemption.id)?.state == .opening)
        #expect(try await store.ledger.auditEntries(limit: 10).isEmpty)
    }

    @Test("a settled redemption never changes again, whoever tries")
    func settledStays() async throws {
        let fixture = try StoreFixture()
        let store = try fixture.open()
        let redemption = try fixture.redemption()
        try await store.ledger.open(redemption)
        #expect(try await store.ledger.move(redemption.id, from: .opening, to: .refused, audit: nil))
        await #expect(throws: (any Error).self) {
            try await store.ledger.move(redemption.id, from: .refused, to: .reserved(room: demoRoom), audit: nil)
        }
        #expect(try await store.ledger.redemption(redemption.id)?.state == .refused)
    }

    @Test("unsettled redemptions come oldest first")
    func unsettledOrder() async throws {
        let fixture = try StoreFixture()
        let store = try fixture.open()
        var ids: [(Int64, RedemptionID)] = []
        for startedAt in Array(1...20).shuffled() {
            let redemption = try fixture.redemption(startedAt: Int64(startedAt))
            try await store.ledger.open(redemption)
            if startedAt.isMultiple(of: 4) {
                #expect(try await store.ledger.move(redemption.id, from: .opening, to: .refused, audit: nil))
            } else {
                ids.append((redemption.startedAt.unixMilliseconds, redemption.id))
            }
        }
        #expect(try await store.ledger.unsettledRedemptions() == ids.sorted { $0.0 < $1.0 }.map(\.1))
        let plan = try fixture.tamper { db in
            try Row.fetchAll(
                db,
                sql: """
                    EXPLAIN QUERY PLAN
                    SELECT id FROM redemptions WHERE state NOT IN ('done', 'already-in', 'failed', 'refused')
                    ORDER BY started_at, id
                    """
            ).map(\.description).joined()
        }
        #expect(plan.contains("INDEX redemptions_unsettled"), "settled ones are not even looked at: \(plan)")
    }

    @Test("a state, failure, room or user that nobody knows is an error, never a guess")
    func unknownWords() async throws {
        let columns = [
            "state = 'maybe'", "state = 'releasing', failure = 'mood'", "state = 'done', room = 'x'", "user = 'alice'",
        ]
        for column in columns {
            let fixture = try StoreFixture()
            let store = try fixture.open()
            let redemption = try fixture.redemption()
            try await store.ledger.open(redemption)
            try fixture.tamper { try $0.execute(sql: "PRAGMA ignore_check_constraints = ON; UPDATE redemptions SET \(column)") }
            let failure = await #expect(throws: StoreFailure.self) { try await store.ledger.redemption(redemption.id) }
            #expect(failure?.code == .rowUnreadable, "\(column)")
            if column.hasPrefix("state") {
                await #expect(throws: StoreFailure.self, "\(column)") {
                    try await store.ledger.move(redemption.id, from: .opening, to: .refused, audit: nil)
                }
            }
        }
    }

    @Test("a state that nobody knows counts as unsettled, so that it is noticed")
    func unknownStateIsListed() async throws {
        let fixture = try StoreFixture()
        let store = try fixture.open()
        let redemption = try fixture.redemption()
        try await store.ledger.open(redemption)
        try fixture.tamper { try $0.execute(sql: "PRAGMA ignore_check_constraints = ON; UPDATE redemptions SET state = 'maybe'") }
        #expect(try await store.ledger.unsettledRedemptions() == [redemption.id])
    }

    @Test("rows that make no sense are refused by the database itself")
    func checks() async throws {
        let fixture = try StoreFixture()
        let store = try fixture.open()
        try await store.ledger.open(try fixture.redemption())
        let wrong = [
            "state = 'maybe'", "state = 'reserved'", "state = 'done', room = NULL", "state = 'failed'",
            "room = '!demo:example.org'", "state = 'reserved', room = '#alias:example.org'", "user = 'alice'", "id = 'x'",
            "started_at = 'yesterday'", "state = NULL",
        ]
        for change in wrong {
            #expect(throws: DatabaseError.self, "\(change)") {
                try fixture.tamper { try $0.execute(sql: "UPDATE redemptions SET \(change)") }
            }
        }
    }
}
