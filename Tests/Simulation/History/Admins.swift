import UsherDomain
import UsherEngine
import UsherTesting

/// What admins do.
struct Admins {
    static let actor = "@admin:home.example"

    let world: World
    private var random: SeededRandom { world.random }
    private var rooms: [RoomID] { world.surroundings.homeserver.rooms.keys.sorted { $0.text < $1.text } }

    init(_ world: World) {
        self.world = world
    }

    /// One of them does something.
    func act() throws {
        let governor = world.daemon.governor
        switch random.number(in: 0...20) {
        case 0...3: if let room = random.element(of: rooms) { try setRule(of: room) }
        case 4...7: if let room = random.element(of: rooms) { try setSettings(of: room) }
        case 8...10: if let user = random.element(of: world.town.people) { try link(user) }
        case 11: try unlink()
        case 12: try world.command("sweep") { _ = await governor.sweep() }
        case 13: try world.command("pause") { try await governor.pause(by: Self.actor) }
        case 14: try world.command("resume") { try await governor.resume(by: Self.actor) }
        case 15...16: try approve()
        case 17: if random.happens(40) { try drop() } else { try undo() }
        case 18: try undo()
        case 19: try redefine()
        default:
            guard let room = random.element(of: rooms) else { return }
            let policies = world.daemon.policies
            try world.command("no policy for \(room)") { try await policies.remove(room, by: Self.actor) }
        }
    }

    // MARK: Rules

    /// `group`: what the name means; `nil`: the group of that name.
    func name(_ word: String, meaning group: String? = nil, at instance: InstanceID) throws {
        let (requirements, name) = (world.daemon.requirements, Names.requirement(word, at: instance))
        let requirement = SimulatedThirdParty.requirement(group ?? word, at: instance)
        try world.command("name \(name): \(requirement.json)") {
            try await requirements.set(name, to: requirement, by: Self.actor)
        }
    }

    /// A name means another group from now on.
    private func redefine() throws {
        guard let instance = random.element(of: world.town.instances)?.id,
            let name = random.element(of: world.town.groups), let group = random.element(of: world.town.groups)
        else { return }
        try self.name(name, meaning: group, at: instance)
    }

    func setRule(of room: RoomID) throws {
        let (policies, rule) = (world.daemon.policies, rule(depth: 2))
        try world.command("rule of \(room): \(rule.text)") { try await policies.setRule(rule, of: room, by: Self.actor) }
    }

    private func rule(depth: Int) -> Rule {
        if random.happens(12) { return .empty }
        guard depth > 0, random.happens(45), let instance = random.element(of: world.town.instances)?.id else { return leaf() }
        _ = instance
        let parts = (0..<random.number(in: 1...3)).map { _ in part(depth: depth - 1) }
        return switch random.number(in: 0...2) {
        case 0: Rule.all(parts).normalised
        case 1: Rule.any(parts).normalised
        default: .not(parts[0])
        }
    }

    /// An empty rule is a rule by itself, and no part of one.
    private func part(depth: Int) -> Rule {
        let rule = rule(depth: depth)
        return rule == .empty ? leaf() : rule
    }

    private func leaf() -> Rule {
        let instance = random.element(of: world.town.instances)?.id ?? Names.instance("groups")
        let group = random.element(of: world.town.groups) ?? "a"
        return random.happens(80)
            ? .named(Names.requirement(group, at: instance))
            : .requirement(SimulatedThirdParty.requirement(group, at: instance))
    }

    func setSettings(of room: RoomID) throws {
        var changes: [@Sendable (inout Policy) -> Void] = []
        var words: [String] = []
        func set(_ word: String, _ change: @escaping @Sendable (inout Policy) -> Void) {
            words.append(word)
            changes.append(change)
        }
        if random.happens(80) {
            let phase = phase()
            set("phase \(phase)") { $0.phase = phase }
        }
        if random.happens(60) {
            let grace = random.element(of: [0, 0, 60_000, 3_600_000, 24 * 3_600_000, 7 * 24 * 3_600_000]) ?? 0
            set("grace \(grace / 1_000) s") { $0.graceMilliseconds = Int64(grace) }
        }
        if random.happens(30) {
            let shadows: ShadowTreatment = random.happens(50) ? .remove : .report
            set("shadows \(shadows)") { $0.shadows = shadows }
        }
        if random.happens(20) {
            let knocks: KnockTreatment = random.happens(70) ? .answer : .leave
            set("knocks \(knocks)") { $0.knocks = knocks }
        }
        if random.happens(20), let user = random.element(of: world.town.people), let pattern = UserPattern(user.text) {
            set("exempt \(user)") { $0.exempt = $0.exempt.isEmpty ? [pattern] : [] }
        }
        if random.happens(25) {
            let limits = BrakeLimits(people: random.number(in: 0...5), percent: random.number(in: 0...60))
            set("brakes \(limits.people) \(limits.percent)") { $0.brakes = limits }
        }
        if random.happens(8) { set("this room only, or not") { $0.isForThisRoomOnly.toggle() } }
        if random.happens(8) { set("inherits nothing, or does") { $0.inheritsNothing.toggle() } }
        let (policies, all) = (world.daemon.policies, changes)
        try world.command("settings of \(room): \(words.joined(separator: ", "))") {
            try await policies.edit(room, by: Self.actor, reason: "settings changed") { policy in
                for change in all { change(&policy) }
            }
        }
    }

    private func phase() -> Phase {
        switch random.number(in: 0...9) {
        case 0...1: .observe
        case 2...3:
            .announce(
                until: world.surroundings.clock.now().advanced(byMilliseconds: Int64(random.number(in: 1...72)) * 3_600_000))
        default: .enforce
        }
    }

    // MARK: Links

    func link(_ user: UserID) throws {
        guard let instance = world.town.instances.filter(\.offersLinks).randomElement(using: random) else { return }
        let owner = random.happens(92) ? user : random.element(of: world.town.people) ?? user
        let account = Account(id: world.town.account(of: owner, at: instance.id), name: owner.text)
        let links = world.daemon.links
        try world.command("link \(user) at \(instance.id) to \(account.id)") {
            try await links.add(account, to: user, at: instance.id, by: Self.actor)
        }
    }

    private func unlink() throws {
        guard let instance = world.town.instances.filter(\.offersLinks).randomElement(using: random)?.id,
            let user = random.element(of: world.town.people)
        else { return }
        let links = world.daemon.links
        try world.command("unlink \(user) at \(instance)") { try await links.remove(user, at: instance, by: Self.actor) }
    }

    // MARK: Plans and runs

    private func heldPlan() throws -> HeldPlanReport? {
        let governor = world.daemon.governor
        let plans = try world.command("held plans?") { await governor.heldPlans() } ?? []
        return random.element(of: plans)
    }

    private func approve() throws {
        guard let plan = try heldPlan() else { return }
        try approve(plan)
    }

    func approve(_ plan: HeldPlanReport) throws {
        let governor = world.daemon.governor
        for act in plan.acts { world.judge.approved.insert(Chronicle.Pair(room: act.room, user: act.user)) }
        let digits = String(plan.hash.text.prefix(PlanHash.shownDigits))
        try world.command("approve \(digits) with \(plan.acts.count) acts") {
            try await governor.approve(digits, by: Self.actor)
        }
    }

    private func drop() throws {
        guard let plan = try heldPlan() else { return }
        let governor = world.daemon.governor
        try world.command("drop \(plan.hash.text.prefix(12))") {
            try await governor.drop(plan.hash.text, by: Self.actor)
        }
    }

    private func undo() throws {
        let runs = Set(world.surroundings.chronicle.now.entries.filter { $0.act == .removed }.compactMap(\.run)).sorted()
        guard let run = random.element(of: runs) else { return }
        let governor = world.daemon.governor
        try world.command("undo \(run)") { try await governor.undo(run, by: Self.actor) }
        // What was promised must be known to the next daemon, too.
        if random.happens(40) { try world.restart() }
    }
}

extension Array {
    fileprivate func randomElement(using random: SeededRandom) -> Element? { random.element(of: self) }
}
