import GRDB
import Testing
import UsherDomain
import UsherStore
import UsherTesting

/// A data directory of its own, and the surroundings of a store in it.
struct StoreFixture {
    let directory: TemporaryDirectory
    let clock = ManualClock()
    let random: SeededRandom
    let people = People()

    init(_ name: String = #function) throws {
        directory = try TemporaryDirectory()
        random = SeededRandom(name)
    }

    var databasePath: String { directory.path + "/usher.db" }
    var keyPath: String { directory.path + "/usher.key" }

    func open() throws -> Store {
        try Store.open(directory: directory.path, clock: clock, random: random)
    }

    /// The failure to open, which must be one.
    func refusal() throws -> StoreFailure {
        try #require(throws: StoreFailure.self) { try open() }
    }

    /// A connection beside the store's, as an admin with the sqlite3 shell has it: none of our settings.
    func tamper<Result>(_ body: (Database) throws -> Result) throws -> Result {
        var configuration = Configuration()
        configuration.busyMode = .timeout(5)
        let queue = try DatabaseQueue(path: databasePath, configuration: configuration)
        let result = try queue.write(body)
        try queue.close()
        return result
    }

    func redemption(
        _ user: String = "@alice:example.org", startedAt: Int64 = 1_000, instance: String = "invites"
    ) throws -> Redemption {
        Redemption(
            id: RedemptionID(randomBytes: random.bytes(16)), user: try proven(user), instance: try instanceID(instance),
            startedAt: Instant(unixMilliseconds: startedAt))
    }

    func proven(_ user: String) throws -> ProvenUser {
        .remembered(try #require(UserID(user)), provenAt: clock.now())
    }

    func instanceID(_ text: String) throws -> InstanceID {
        try #require(InstanceID(text))
    }

    func entry(_ act: AuditEntry.Act = .invited, reason: String = "a reason") -> AuditEntry {
        AuditEntry(at: clock.now(), act: act, actor: "usher", reason: reason)
    }
}

let demoRoom: RoomID = {
    guard let room = RoomID("!demo:example.org") else { preconditionFailure("a constant that parses") }
    return room
}()
