import Testing
import UsherDomain
import UsherStore
import UsherTesting

@testable import UsherEngine

@Suite("Redeeming beside the running loop", .timeLimit(.minutes(1)))
struct ReconcilerTests {
    @Test("a good code is answered as soon as the person is in")
    func answers() async throws {
        let world = try EngineWorld()
        try await world.whileReconciling { _, redeem in
            let redemption = try await redeem(code: Secret(EngineWorld.code), at: world.instance, for: try world.user())
            #expect(redemption.isDecided)
            #expect(world.rooms.invitations(of: redemption.user.id, in: world.room) == 1)
            try await eventually("the use is spent") { world.authorisers.committedUses(of: EngineWorld.code) == 1 }
        }
    }

    @Test("twenty people redeem a code of ten uses at once, and exactly ten get in")
    func twentyForTen() async throws {
        let world = try EngineWorld(uses: 10)
        try await world.whileReconciling { _, redeem in
            let results = try await withThrowingTaskGroup(of: Redemption.self) { group in
                for number in 0..<20 {
                    group.addTask {
                        try await redeem(code: Secret(EngineWorld.code), at: world.instance, for: try world.user("p\(number)"))
                    }
                }
                return try await group.reduce(into: [Redemption]()) { $0.append($1) }
            }
            #expect(results.count { $0.state == .refused } == 10)
            #expect(world.rooms.peopleIn(world.room) == 10)
            try await eventually("ten uses are spent") { world.authorisers.committedUses(of: EngineWorld.code) == 10 }
        }
        #expect(world.authorisers.reservedUses(of: EngineWorld.code) == 0)
    }

    @Test("one person who redeems five times at once is invited once and takes one use")
    func onePersonAtOnce() async throws {
        let world = try EngineWorld(uses: 3)
        try await world.whileReconciling { _, redeem in
            try await withThrowingTaskGroup(of: Redemption.self) { group in
                for _ in 0..<5 {
                    group.addTask { try await redeem(code: Secret(EngineWorld.code), at: world.instance, for: try world.user()) }
                }
                for try await redemption in group { #expect(redemption.isDecided) }
            }
            try await eventually("all are settled") { try await world.store.ledger.unsettledRedemptions().isEmpty }
        }
        #expect(world.rooms.invitations(of: try world.user().id, in: world.room) == 1)
        #expect(world.authorisers.committedUses(of: EngineWorld.code) == 1)
    }

    @Test("while the homeserver is down the answer is pending after eight seconds, and the loop goes on")
    func pending() async throws {
        let world = try EngineWorld()
        world.rooms.troubles.set { _ in .lostBefore }
        try await world.whileReconciling { reconciler, redeem in
            async let answer = redeem(code: Secret(EngineWorld.code), at: world.instance, for: try world.user())
            // The first pass has failed when two sleep: the caller for its eight seconds, the loop's alarm for one.
            try await eventually("the first pass fails") { world.clock.sleeperCount == 2 }
            world.clock.advance(milliseconds: RedeemClaim.waitMilliseconds)
            let pending = try await answer
            #expect(pending.state == .reserved(room: world.room))
            world.rooms.troubles.clear()
            try await eventually("the next pass brings the person in") {
                world.clock.advance(milliseconds: 1_000)
                return try await world.state(of: pending) == .done(room: world.room)
            }
        }
        #expect(world.rooms.invitations(of: try world.user().id, in: world.room) == 1)
    }

    @Test("what an earlier run left unsettled is taken up: with a use set aside it goes on, without one it is given back")
    func restart() async throws {
        var world = try EngineWorld(uses: 2)
        world.rooms.troubles.set { _ in .lostBefore }
        let reserved = try await world.open("alice")
        _ = try await world.settle(reserved)
        let opening = try await world.open("bob")
        world.rooms.troubles.clear()
        try world.restart()
        let after = world
        try await after.whileReconciling { _, _ in
            try await eventually("both are settled") { try await after.store.ledger.unsettledRedemptions().isEmpty }
        }
        #expect(try await world.state(of: reserved) == .done(room: world.room))
        #expect(try await world.state(of: opening) == .failed(.interrupted))
        #expect(world.rooms.peopleIn(world.room) == 1)
        #expect(world.authorisers.reservedUses(of: EngineWorld.code) == 0)
    }

    @Test("a redemption is shown to its own person only")
    func ownOnly() async throws {
        let world = try EngineWorld()
        let redemption = try await world.open("alice")
        let redeem = world.redeemer(world.reconciler())
        #expect(try await redeem.redemption(redemption.id, of: try world.user("alice"))?.id == redemption.id)
        #expect(try await redeem.redemption(redemption.id, of: try world.user("bob")) == nil)
        #expect(try await redeem.redemption(RedemptionID(randomBytes: world.random.bytes(16)), of: try world.user()) == nil)
    }

    @Test("a redemption is not shown to a person whose ID looks the same but has other bytes")
    func ownByBytes() async throws {
        let world = try EngineWorld()
        let redemption = try await world.open("caf\u{e9}")
        let redeem = world.redeemer(world.reconciler())
        #expect(try await redeem.redemption(redemption.id, of: try world.user("cafe\u{301}")) == nil)
    }

    @Test("a code that no authoriser made, and the twenty-first try in a minute, are refused before anything is stored")
    func refusedEarly() async throws {
        let world = try EngineWorld(uses: nil)
        try await world.whileReconciling { _, redeem in
            for code in ["", String(repeating: "x", count: RedeemClaim.codeBytesMax + 1)] {
                await #expect(throws: RedeemClaim.Refusal.noCode) {
                    _ = try await redeem(code: Secret(code), at: world.instance, for: try world.user())
                }
            }
            for _ in 0..<RedeemClaim.startsMax {
                _ = try await redeem(code: Secret("unknown"), at: world.instance, for: try world.user())
            }
            await #expect(throws: RedeemClaim.Refusal.tooMany(retryAfterMilliseconds: RedeemClaim.startsWindowMilliseconds)) {
                _ = try await redeem(code: Secret(EngineWorld.code), at: world.instance, for: try world.user())
            }
            let other = try await redeem(code: Secret(EngineWorld.code), at: world.instance, for: try world.user("bob"))
            #expect(other.isDecided)
        }
    }
}
