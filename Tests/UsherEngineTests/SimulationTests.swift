import Synchronization
import Testing
import UsherDomain
import UsherStore
import UsherTesting

@testable import UsherEngine

/// Everything goes wrong at random, and the process dies at random; when the trouble ends, the world must be as if it had not
/// been. A failure prints its seed: `USHER_SEED=<seed>` runs that history again.
@Suite("Redemptions among troubles", .timeLimit(.minutes(3)))
struct SimulationTests {
    @Test("whatever fails and whenever it dies: nobody is invited twice, no use is lost or doubled", arguments: 0..<16)
    func survivesTroubles(_ round: Int) async throws {
        let uses: Int64 = 3
        var world = try EngineWorld(uses: uses)
        let random = world.random
        world.authorisers.troubles.set { _ in Self.trouble(random) { Unknown(.failed) } }
        world.rooms.troubles.set { _ in Self.trouble(random) { .limited(retryAfterMilliseconds: 1_000) } }
        var redemptions: [Redemption] = []
        for _ in 0..<60 {
            if redemptions.count < 12 && random.number(in: 0...2) == 0 {
                redemptions.append(try await world.open("p\(random.number(in: 0...5))"))
            }
            guard let redemption = random.element(of: redemptions) else { continue }
            let ledger = DyingLedger(
                world.store.ledger, after: random.number(in: 0...12), beforeWriting: random.number(in: 0...1) == 0)
            do {
                _ = try await world.settler(ledger: ledger)(redemption.id)
            } catch is DyingLedger.Died {
                try world.restart()
            }
            world.clock.advance(milliseconds: Int64(random.number(in: 0...600_000)))
        }
        world.authorisers.troubles.clear()
        world.rooms.troubles.clear()
        try world.restart()
        for redemption in redemptions { #expect(try await world.settle(redemption) == .settled) }
        try await expectSound(world, redemptions, uses: Int(uses))
    }

    @Test("death before or after each single write of one redemption costs nothing", arguments: 1...4, [true, false])
    func everyCrashPoint(_ write: Int, _ beforeWriting: Bool) async throws {
        var world = try EngineWorld(uses: 1)
        let redemption = try await world.open()
        let ledger = DyingLedger(world.store.ledger, afterMoves: write, beforeWriting: beforeWriting)
        do { _ = try await world.settler(ledger: ledger)(redemption.id) } catch is DyingLedger.Died {}
        try world.restart()
        #expect(try await world.settle(redemption) == .settled)
        try await expectSound(world, [redemption], uses: 1)
        // Whoever was not let in tries again, and is.
        let again = try await world.open()
        #expect(try await world.settle(again) == .settled)
        #expect(try await world.state(of: again) == .done(room: world.room))
        try await expectSound(world, [redemption, again], uses: 1)
    }

    private func expectSound(_ world: EngineWorld, _ redemptions: [Redemption], uses: Int) async throws {
        #expect(try await world.store.ledger.unsettledRedemptions().isEmpty)
        #expect(world.authorisers.reservedUses(of: EngineWorld.code) == 0)
        #expect(world.authorisers.committedUses(of: EngineWorld.code) <= uses)
        var admitted: Set<UserID> = []
        let entries = try await world.store.ledger.auditEntries(limit: .max)
        for redemption in redemptions {
            let state = try #require(try await world.state(of: redemption))
            if case .done = state { admitted.insert(redemption.user.id) }
            let told = entries.filter { $0.evidenceJSON.contains(redemption.id.text) }.map(\.act)
            switch state {
            case .done: #expect(told == [.invited])
            case .failed(.declined): #expect(told == [.redemptionReleased, .invited])
            case .failed: #expect(told == [.redemptionReleased])
            case .alreadyIn: #expect(told.isEmpty)
            default: #expect(state == .refused && told.isEmpty)
            }
            #expect(world.rooms.invitations(of: redemption.user.id, in: world.room) <= 1)
        }
        #expect(world.rooms.peopleIn(world.room) >= admitted.count)
        #expect(world.authorisers.committedUses(of: EngineWorld.code) == admitted.count)
    }

    private static func trouble<Refusal>(_ random: SeededRandom, _ refusal: () -> Refusal) -> Trouble<Refusal> {
        switch random.number(in: 0...9) {
        case 0: .lostBefore
        case 1: .lostAfter
        case 2: .refused(refusal())
        default: .none
        }
    }
}

/// A ledger whose process dies at a write or a read: before it reached the disk, or after.
private final class DyingLedger: Ledger {
    struct Died: Error {}

    private let ledger: SQLiteLedger
    private let left: Mutex<Int>
    private let countsReads: Bool
    private let beforeWriting: Bool

    init(_ ledger: SQLiteLedger, after accesses: Int, beforeWriting: Bool) {
        self.ledger = ledger
        self.beforeWriting = beforeWriting
        left = Mutex(accesses)
        countsReads = true
    }

    init(_ ledger: SQLiteLedger, afterMoves moves: Int, beforeWriting: Bool) {
        self.ledger = ledger
        self.beforeWriting = beforeWriting
        left = Mutex(moves)
        countsReads = false
    }

    func open(_ redemption: Redemption) async throws {
        try await ledger.open(redemption)
    }

    func move(_ id: RedemptionID, from: Redemption.State, to: Redemption.State, audit: AuditEntry?) async throws -> Bool {
        let isLast = countDown()
        if isLast && beforeWriting { throw Died() }
        let moved = try await ledger.move(id, from: from, to: to, audit: audit)
        if isLast { throw Died() }
        return moved
    }

    func redemption(_ id: RedemptionID) async throws -> Redemption? {
        if countsReads && countDown() { throw Died() }
        return try await ledger.redemption(id)
    }

    func unsettledRedemptions() async throws -> [RedemptionID] {
        try await ledger.unsettledRedemptions()
    }

    func append(_ entry: AuditEntry) async throws {
        try await ledger.append(entry)
    }

    func auditEntries(limit: Int) async throws -> [AuditEntry] {
        try await ledger.auditEntries(limit: limit)
    }

    private func countDown() -> Bool {
        left.withLock { left in
            left -= 1
            return left == 0
        }
    }
}
