import Testing
import UsherDomain
import UsherTesting

@testable import UsherEngine

@Suite("Evidence under random faults")
struct EvidencePropertyTests {
    private static let names = (1...12).map { "member\($0)" }

    @Test("Whatever happens, every yes and no is backed by a fresh and whole word of the instance, and the truth comes out")
    func backed() async throws {
        let first = SeededRandom("evidence under faults").seed
        for round in 0..<16 {
            let seed = first &+ UInt64(round)
            let life = try EvidenceLife(seed: seed, names: Self.names)
            for step in 0..<120 {
                try await life.step()
                try life.expectBacked("seed \(seed), step \(step)")
            }
            try await life.recover()
            try life.expectTruth("seed \(seed)")
        }
    }
}

/// A random life of a few people, four requirements and three instances.
private final class EvidenceLife {
    let world: EvidenceWorld
    let names: [String]
    let requirements: [Requirement]
    let pseudonymous: InstanceID
    var linked: [InstanceID: [String: String]] = [:]

    init(seed: UInt64, names: [String]) throws {
        world = try EvidenceWorld("evidence under faults", seed: seed)
        self.names = names
        let other = try #require(InstanceID("other"))
        pseudonymous = try #require(InstanceID("pseudonymous"))
        requirements = [
            world.core, Requirement(instance: world.instance, canonicalJSON: #"{"group":"open"}"#),
            Requirement(instance: other, canonicalJSON: #"{"group":"single"}"#),
            Requirement(instance: pseudonymous, canonicalJSON: #"{"group":"named"}"#),
        ]
        world.book.use(Set(requirements))
        world.provider.open(other)
        world.provider.open(pseudonymous, canLink: false)
        for name in names { world.book.prove(try world.user(name)) }
        world.provider.change(requirements[0]) { $0.pageSize = 5 }
        world.provider.change(requirements[1]) { $0.isAuthoritative = false }
        world.provider.change(requirements[2]) { $0.hasLists = false }
        world.provider.change(requirements[3]) { $0.goodForMilliseconds = 1_200_000 }
    }

    private func account(of name: String, at instance: InstanceID) throws -> String? {
        guard instance == pseudonymous else { return linked[instance]?[name] }
        return try world.pseudonym(of: name, at: instance)
    }

    private func accounts(at instance: InstanceID) throws -> [String] {
        instance == pseudonymous ? try names.compactMap { try account(of: $0, at: instance) } : names + ["a1", "a2", "a3"]
    }

    func step() async throws {
        let random = world.random
        let requirement = requirements[random.number(in: 0...3)]
        switch random.number(in: 0...19) {
        case 0...2: world.clock.advance(milliseconds: Int64(random.number(in: 0...3_000_000)))
        case 3...8: await world.refresh(requirement)
        case 9, 10: await world.refreshWhenDue(requirement)
        case 11, 12:
            let all = try accounts(at: requirement.instance)
            let size = random.number(in: 0...all.count)
            var generator = random
            let chosen = Set(all.shuffled(using: &generator).prefix(size))
            world.provider.change(requirement) { $0.accounts = chosen }
        case 13, 14: try await changeLink(at: random.element(of: [world.instance, requirements[2].instance]) ?? world.instance)
        case 15, 16: breakSomething()
        case 17:
            let id = random.element(of: try accounts(at: requirement.instance)) ?? ""
            let kind = random.element(of: [.account(id), .revoked(accountID: id), .group("g"), AuthoriserEvent.Kind.all]) ?? .all
            _ = try await world.gather.take(AuthoriserEvent(kind, at: nil, dedupeID: ""), at: requirement.instance)
        case 18:
            let jump = Int64(random.number(in: -90_000_000...90_000_000))
            world.clock.setWall(world.clock.now().advanced(byMilliseconds: jump))
        default:
            try await world.restart()
            for name in names { world.book.prove(try world.user(name)) }
        }
    }

    private func changeLink(at instance: InstanceID) async throws {
        guard let name = world.random.element(of: names) else { return }
        // A link of the same moment as an answer is told from it by nothing that is stored.
        world.clock.advance(milliseconds: 1)
        if linked[instance]?[name] != nil, world.random.number(in: 0...2) == 0 {
            guard instance == world.instance else { return }
            try await world.unlink(name)
            linked[instance]?[name] = nil
        } else {
            let account = world.random.element(of: [name, "a1", "a2", "a3"]) ?? name
            try await world.link(name, account, at: instance)
            for (owner, owned) in linked[instance] ?? [:] where owned == account { linked[instance]?[owner] = nil }
            linked[instance, default: [:]][name] = account
        }
    }

    private func breakSomething() {
        let (random, kind) = (world.random, world.random.element(of: Unknown.Kind.allCases) ?? .failed)
        let percent = random.number(in: 0...100)
        world.provider.troubles.set { _ in
            switch random.number(in: 1...100) {
            case let draw where draw > percent: .none
            case let draw where draw % 3 == 0: .lostBefore
            default: .refused(Unknown(kind, "broken", retryAfterMilliseconds: hit(random)))
            }
        }
        @Sendable func hit(_ random: SeededRandom) -> Int64? {
            random.number(in: 0...3) == 0 ? Int64(random.number(in: 0...4_000_000)) : nil
        }
    }

    /// Everything works again, and some time passes.
    func recover() async throws {
        world.provider.troubles.clear()
        for _ in 0..<12 {
            world.clock.advance(milliseconds: 1_000_000)
            for requirement in requirements { await world.refresh(requirement) }
        }
    }

    func expectBacked(_ place: String) throws {
        let now = world.clock.now()
        let fresh = world.provider.statements.filter {
            $0.at <= now.advanced(byMilliseconds: GatherSettings.clockSlackMilliseconds) && now < $0.freshUntil
        }
        for requirement in requirements {
            let verdicts = world.book.verdicts(of: requirement, at: now)
            #expect(verdicts.holds.isDisjoint(with: verdicts.fails), "\(place)")
            #expect(verdicts.holds.union(verdicts.fails).isDisjoint(with: verdicts.unproven), "\(place)")
            for name in names {
                let person = world.people.number(of: try world.user(name))
                let (holds, fails) = (verdicts.holds.contains(person), verdicts.fails.contains(person))
                guard holds || fails else { continue }
                guard let account = try account(of: name, at: requirement.instance) else {
                    Issue.record("\(name) has no account, \(place)")
                    continue
                }
                let isBacked = fresh.contains { statement in
                    guard statement.requirement == requirement else { return false }
                    let isMember = statement.members.contains(account)
                    return holds ? isMember : !isMember && statement.others?.contains(account) ?? true
                }
                #expect(isBacked, "\(name) \(holds ? "holds" : "fails") \(requirement.json) without a fresh word, \(place)")
            }
        }
    }

    func expectTruth(_ place: String) throws {
        for requirement in requirements {
            let accounts = world.provider.accounts(of: requirement)
            for name in names {
                guard let account = try account(of: name, at: requirement.instance) else { continue }
                let verdict = try world.verdict(name, requirement)
                #expect(verdict == (accounts.contains(account) ? .holds : .fails), "\(name), \(requirement.json), \(place)")
            }
        }
    }
}
