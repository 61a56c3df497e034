import ArgumentParser
import UsherDomain
import UsherStore

/// What the store costs at the size of a large community: what a start reads, a listing's numbers, and a pass of many acts.
struct MeasureStore: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "store")

    @Option(help: "An empty directory of mode 0700.") var directory: String
    @Option(help: "People with a link.") var links = 100_000
    @Option(help: "Snapshots of groups.") var groups = 100
    @Option(help: "Accounts in each of them.") var members = 10_000
    @Option(help: "Acts in one run.") var acts = 500

    func run() async throws {
        let store = try Store.open(directory: directory, clock: FrozenClock(), random: FixedRandom())
        let club = try parsed(InstanceID("club"))
        let accounts = (0..<links).map { Account(id: "\(100_000_000 + $0)", name: "person-\($0)") }
        var numbers: [AccountNumber] = []
        let made = try await nanoseconds { numbers = try await store.links.numbers(of: accounts, at: club) }
        let known = try await nanoseconds { _ = try await store.links.numbers(of: accounts, at: club) }
        for number in 0..<links {
            let link = Link(
                user: try parsed(UserID("@person-\(number):example.org")), instance: club, account: accounts[number],
                linkJSON: #"{"scope":"read"}"#, secretKey: "token-\(number)", linkedAt: FrozenClock().now(), provenBy: "linked")
            _ = try await store.links.link(link, audit: entry)
        }
        for group in 0..<groups {
            // Members are spread over all accounts.
            let chosen = (0..<members).map { numbers[($0 &* 7_919 &+ group) % links] }
            try await store.evidence.accept(
                Snapshot(
                    requirement: Requirement(instance: club, canonicalJSON: #"{"group":"\#(group)"}"#),
                    accounts: AccountSet(chosen), isAuthoritative: true, etag: [1], takenAt: FrozenClock().now(),
                    freshUntil: FrozenClock().now()))
        }
        try store.close()
        var (reopened, readLinks, readSnapshots): (Store, Int, Int) = (store, 0, 0)
        let opening = try await nanoseconds {
            reopened = try Store.open(directory: directory, clock: FrozenClock(), random: FixedRandom())
        }
        let linkTime = try await nanoseconds { readLinks = try await reopened.links.allLinks().count }
        let snapshotTime = try await nanoseconds { readSnapshots = try await reopened.evidence.snapshots().count }
        guard readLinks == links, readSnapshots == groups else { throw ValidationError("something was lost") }
        let begun = try await pass(reopened)
        try reopened.close()
        report([
            "numbers_made_ms": Double(made) / 1e6, "numbers_known_ms": Double(known) / 1e6, "open_ms": Double(opening) / 1e6,
            "links_ms": Double(linkTime) / 1e6, "snapshots_ms": Double(snapshotTime) / 1e6,
            "run_begun_ms": Double(begun.begin) / 1e6, "act_settled_ms": Double(begun.settle) / 1e6 / Double(acts),
        ])
    }

    private func pass(_ store: Store) async throws -> (begin: Int64, settle: Int64) {
        let room = try parsed(RoomID("!room:example.org"))
        let club = try parsed(InstanceID("club"))
        let wanted = try (0..<acts).map { number in
            let act = MembershipAct(
                kind: .remove, room: room, user: try parsed(UserID("@person-\(number):example.org")),
                reason: "You left the group.",
                instances: [club], ruleVersion: "!room:example.org@1")
            return (act: act, evidenceJSON: #"{"club":{"group":"core"}}"#)
        }
        var intents: [Intent] = []
        let begin = try await nanoseconds {
            intents = try await store.journal.begin(NewRun(cause: "sweep", at: FrozenClock().now(), acts: wanted)).intents
        }
        let settle = try await nanoseconds {
            for intent in intents { _ = try await store.journal.settle(intent.id, audit: entry, departure: .none) }
        }
        return (begin, settle)
    }

    private var entry: AuditEntry {
        AuditEntry(at: FrozenClock().now(), act: .linked, actor: "usher", reason: "measured")
    }

    private func parsed<Value>(_ value: Value?) throws -> Value {
        guard let value else { throw ValidationError("a constant that does not parse") }
        return value
    }
}

/// A key that is always the same: nothing here is secret.
private struct FixedRandom: RandomSource {
    func bytes(_ count: Int) -> [UInt8] { Array(repeating: 7, count: count) }
}
