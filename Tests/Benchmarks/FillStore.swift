import ArgumentParser
import UsherDomain
import UsherStore

/// Fills a data directory with a community, as if everybody had linked their account: bench.py starts a daemon on it. Person 7
/// is `@p7:SERVER` and has the account `a7`; room 3 is `!r3:SERVER`, and whoever is in the group `g3` may be in it.
struct FillStore: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "fill")

    @Option(help: "An empty directory of mode 0700.") var directory: String
    @Option(help: "People, each with a link.") var people = 10_000
    @Option(help: "Rooms, each with a policy and a named requirement.") var rooms = 50
    @Option(help: "The homeserver's name.") var server: String
    @Option(help: "The authoriser instance whose groups the rules name.") var instance = "club"

    func run() async throws {
        let store = try Store.open(directory: directory, clock: FrozenClock(), random: SystemRandom())
        let instance: InstanceID = try parsed(InstanceID(instance))
        let took = try await nanoseconds {
            try await fillRules(store, instance)
            try await fillLinks(store, instance)
        }
        try store.close()
        report(["took_ms": Double(took) / 1e6])
    }

    private func fillRules(_ store: Store, _ instance: InstanceID) async throws {
        for number in 0..<rooms {
            let room: RoomID = try parsed(RoomID("!r\(number):\(server)"))
            let name: RequirementName = try parsed(RequirementName("g\(number)", at: instance))
            let requirement = try Requirement(instance: instance, json: #"{"group":"g\#(number)"}"#)
            try await store.policies.set(
                NamedRequirement(name: name, requirement: requirement), audit: entry(.requirementSet))
            let policy = Policy(room: room, rule: .named(name), phase: .enforce, graceMilliseconds: 0)
            guard try await store.policies.set(policy, replacing: nil, audit: entry(.policySet)) != nil else {
                throw ValidationError("the directory is not empty")
            }
        }
    }

    private func fillLinks(_ store: Store, _ instance: InstanceID) async throws {
        for number in 0..<people {
            let link = Link(
                user: try parsed(UserID("@p\(number):\(server)")), instance: instance,
                account: Account(id: "a\(number)", name: "Person \(number)"), linkedAt: FrozenClock().now(),
                provenBy: "linked")
            _ = try await store.links.link(link, audit: entry(.linked))
        }
    }

    private func entry(_ act: AuditEntry.Act) -> AuditEntry {
        AuditEntry(at: FrozenClock().now(), act: act, actor: "usher", reason: "measured")
    }

    private func parsed<Value>(_ value: Value?) throws -> Value {
        guard let value else { throw ValidationError("the server or the instance has no valid name") }
        return value
    }
}

/// The key of the store is made of it: the daemon that opens the directory keeps that.
private struct SystemRandom: RandomSource {
    func bytes(_ count: Int) -> [UInt8] {
        var generator = SystemRandomNumberGenerator()
        return (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
    }
}
