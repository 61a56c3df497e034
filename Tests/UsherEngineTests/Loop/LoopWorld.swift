import Logging
import Testing
import UsherDomain
import UsherStore
import UsherTesting

@testable import UsherEngine

/// The loop over rooms on a real store, with rooms and a third party in memory. Rooms are ruled by one group, in which accounts
/// are named like their users.
final class LoopWorld {
    static let bot = UserID.made("usher")

    let evidence: EvidenceWorld
    let rooms: StillRooms
    let governor: Governor
    let policies: PolicyBook
    let settings: LoopSettings
    private var work: Task<Void, any Error>?

    var people: People { evidence.people }
    var clock: ManualClock { evidence.clock }
    var store: Store { evidence.store }

    init(_ name: String = #function, settings: LoopSettings = LoopSettings(bot: LoopWorld.bot, page: "https://usher.example"))
        throws
    {
        evidence = try EvidenceWorld(name)
        rooms = StillRooms(people: evidence.people)
        policies = PolicyBook(store: evidence.store.policies)
        self.settings = settings
        governor = Governor(
            Governor.Parts(
                policies: policies, policyStore: evidence.store.policies, evidence: evidence.book,
                gathering: Gathering(gather: evidence.gather, events: SilentServices()), rooms: rooms, invitations: rooms,
                acts: rooms, journal: evidence.store.journal, memory: evidence.store.memory, people: evidence.people,
                hash: CryptoContentHash(),
                clock: evidence.clock, steadyClock: evidence.clock, random: evidence.random,
                logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }),
            settings: settings)
    }

    deinit {
        work?.cancel()
    }

    static func room(_ name: String) throws -> RoomID { try #require(RoomID("!\(name)")) }

    /// A room where the bot moderates, with these people in it, ruled by the group.
    func open(_ name: String, _ members: [UserID], policy change: (inout Policy) -> Void = { _ in }) async throws {
        let id = try Self.room(name)
        var room = ObservedRoom(id: id, power: RoomPower(users: [Self.bot: 50]))
        room.people.joined = PersonSet((members + [Self.bot]).map(people.number))
        rooms.set(room)
        var policy = Policy(room: id, rule: .requirement(evidence.core), phase: .enforce)
        change(&policy)
        let entry = AuditEntry(at: clock.now(), act: .policySet, actor: "test", room: id, reason: "test")
        _ = try await store.policies.set(policy, replacing: nil, audit: entry)
    }

    /// Starts the loop, and returns after a sweep, and a pass that knows of it: before a first sweep, nothing is taken away.
    func start() async throws {
        let governor = governor
        work = Task { try await governor.run() }
        try await eventually("the loop runs") { await governor.nextPass() }
        _ = await governor.sweep()
        await look()
    }

    /// Has everything looked at once more.
    func look() async {
        await governor.everythingChanged()
        _ = await governor.nextPass()
    }

    func stop() async {
        work?.cancel()
        _ = await work?.result
    }

    /// The acts that the audit log tells of, newest first.
    func log() async throws -> [AuditEntry] { try await store.ledger.auditEntries(limit: 1_000) }
}

extension UserID {
    /// Somebody of the bot's homeserver.
    static func made(_ name: String) -> UserID {
        guard let user = UserID("@\(name):example.org") else { preconditionFailure("no user ID: \(name)") }
        return user
    }
}
