import Logging
import Testing
import UsherDomain
import UsherStore
import UsherTesting

@testable import UsherEngine

/// An engine on a real store, with fakes for what is beyond the machine. ``restart()`` is what `kill -9` and a new start leave:
/// the file, and nothing that was in memory.
struct EngineWorld {
    static let code = "a-code"

    let directory: TemporaryDirectory
    let clock = ManualClock()
    let random: SeededRandom
    let instance: InstanceID
    let room: RoomID
    let rooms = FakeRooms()
    let authorisers: FakeAuthorisers
    let homeserver: FakeHomeserver
    var admissions: Admissions
    private(set) var store: Store
    private(set) var codes = CodesInHand()

    init(_ name: String = #function, uses: Int64? = 1, seed: UInt64? = nil) throws {
        directory = try TemporaryDirectory()
        random = SeededRandom(name, seed: seed)
        instance = try #require(InstanceID("invites"))
        room = try #require(RoomID("!demo:example.org"))
        authorisers = FakeAuthorisers(instance: instance)
        homeserver = FakeHomeserver(clock: clock)
        admissions = Admissions([room: [instance]])
        store = try Store.open(directory: directory.path, clock: clock, random: random)
        rooms.make(room, name: "Demo")
        authorisers.mint(Self.code, room: room, uses: uses)
    }

    mutating func restart() throws {
        try store.close()
        store = try Store.open(directory: directory.path, clock: clock, random: random)
        codes = CodesInHand()
    }

    func user(_ name: String = "alice") throws -> ProvenUser {
        .remembered(try #require(UserID("@\(name):example.org")), provenAt: clock.now())
    }

    func settler(ledger: (any Ledger)? = nil) -> SettleRedemption {
        SettleRedemption(
            ledger: ledger ?? store.ledger, authorisers: authorisers, rooms: rooms, admissions: admissions, codes: codes,
            pseudonyms: store.pseudonyms, clock: clock, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    /// Stores a new redemption, as ``RedeemClaim`` does.
    func open(_ name: String = "alice", code: String = EngineWorld.code) async throws -> Redemption {
        let redemption = Redemption(
            id: RedemptionID(randomBytes: random.bytes(16)), user: try user(name), instance: instance, startedAt: clock.now())
        await codes.put(Secret(code), for: redemption.id)
        try await store.ledger.open(redemption)
        return redemption
    }

    func settle(_ redemption: Redemption) async throws -> PassResult {
        try await settler()(redemption.id)
    }

    func state(of redemption: Redemption) async throws -> Redemption.State? {
        try await store.ledger.redemption(redemption.id)?.state
    }

    func reconciler() -> Reconciler {
        Reconciler(
            settle: settler(), ledger: store.ledger, clock: clock,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    func redeemer(_ reconciler: Reconciler) -> RedeemClaim {
        RedeemClaim(
            ledger: store.ledger, reconciler: reconciler, codes: codes, clock: clock, steadyClock: clock, random: random)
    }

    /// Runs `body` beside a running loop, which is stopped afterwards.
    func whileReconciling(_ body: @Sendable @escaping (Reconciler, RedeemClaim) async throws -> Void) async throws {
        let reconciler = reconciler()
        let redeemer = redeemer(reconciler)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await reconciler.run() }
            group.addTask { try await body(reconciler, redeemer) }
            // The loop ends only by cancellation (or by an error, which ends the test).
            try await group.next()
            group.cancelAll()
            try await group.waitForAll()
        }
    }
}
