import UsherDomain
import UsherEngine
import UsherTesting

/// What happens in a history, one thing after the other.
struct Happenings {
    let world: World
    var random: SeededRandom { world.random }
    var homeserver: SimulatedHomeserver { world.surroundings.homeserver }
    var thirdParty: SimulatedThirdParty { world.surroundings.thirdParty }
    var rooms: [RoomID] { homeserver.rooms.keys.sorted { $0.text < $1.text } }

    init(_ world: World) {
        self.world = world
    }

    /// The first day: accounts are linked, requirements named and rules set.
    func settleDown() throws {
        let admins = Admins(world)
        try world.sync()
        for user in world.town.people where random.happens(70) { try admins.link(user) }
        for instance in world.town.instances {
            for group in world.town.groups { try admins.name(group, at: instance.id) }
        }
        try admins.name("nobody", at: Names.instance("groups"))
        for room in rooms where random.happens(70) { try admins.setRule(of: room) }
        for room in rooms where random.happens(60) { try admins.setSettings(of: room) }
        if random.happens(20) { return }
        try world.pass(milliseconds: 60_000)
        try world.sync()
    }

    /// One thing happens.
    func next() throws {
        if random.happens(10) {
            let writes = random.number(in: 1...25)
            world.daemon.lifeline.die(atWrite: writes, before: random.happens(50))
            world.tell("the daemon will die at its write number \(writes)")
        }
        switch random.number(in: 0...105) {
        case 0...26: try time()
        case 27...44: person()
        case 45...54: moderator()
        case 55...65: groups()
        case 66...72: troubles()
        case 73...90: try Admins(world).act()
        case 91...93: try world.restart()
        case 94...95:
            world.tell("the sync begins anew")
            let (changes, governor) = (homeserver.resetSync(), world.daemon.governor)
            world.surroundings.executor.start { await governor.roomsChanged(changes) }
        case 96...99: upgrade()
        case 100...101: clockJumps()
        case 102...103:
            homeserver.isSyncStalled.toggle()
            world.tell("the sync \(homeserver.isSyncStalled ? "fails for long" : "runs again")")
        default: redemption()
        }
        try world.settle()
        if random.happens(75) { try world.sync() }
        if random.happens(30) { try world.pass(milliseconds: Int64(random.number(in: 1...90)) * 1_000, leaps: 3) }
    }

    private func time() throws {
        let milliseconds: Int64 =
            switch random.number(in: 0...9) {
            case 0...3: Int64(random.number(in: 1...300)) * 1_000
            case 4...7: Int64(random.number(in: 5...240)) * 60_000
            case 8: Int64(random.number(in: 4...60)) * 3_600_000
            default: Int64(random.number(in: 2...10)) * 24 * 3_600_000
            }
        world.tell("time: \(milliseconds / 1_000) s")
        try world.pass(milliseconds: milliseconds)
    }

    private func person() {
        guard let user = random.element(of: world.town.people), let room = random.element(of: rooms) else { return }
        let kind: SimulatedEvent.Kind
        switch homeserver.room(room)?.membership(of: user) ?? .none {
        case .join: kind = .leave
        case .invite: kind = random.happens(75) ? .join : .leave
        case .knock: kind = .leave
        case .none, .leave: kind = random.happens(60) ? .join : .knock
        case .ban: return
        }
        if homeserver.act(kind, user, in: room) { world.tell("\(user): \(kind.rawValue) \(room)") }
    }

    private func moderator() {
        guard let room = random.element(of: rooms), let user = random.element(of: world.town.people) else { return }
        let admin = world.town.admin
        switch random.number(in: 0...9) {
        case 0...4:
            let kind = random.element(of: [SimulatedEvent.Kind.invite, .invite, .kick, .ban, .unban]) ?? .invite
            if homeserver.act(kind, user, in: room, by: admin) { world.tell("moderator: \(kind.rawValue) \(user) in \(room)") }
        case 5:
            let rule = world.town.joinRule(rooms)
            world.tell("moderator: \(room) has join rule \(rule)")
            homeserver.change(room) { $0.joinRule = rule }
        case 6:
            let level: Int64 = random.element(of: [0, 50, 100]) ?? 0
            world.tell("moderator: \(user) has power \(level) in \(room)")
            homeserver.change(room) { if !$0.power.creators.contains(user) { $0.power.users[user] = level } }
        case 7:
            let level: Int64 = random.element(of: [0, 50, 75, 100]) ?? 0
            let bot = world.town.bot
            world.tell("moderator: the bot has power \(level) in \(room)")
            homeserver.change(room) { if !$0.power.creators.contains(bot) { $0.power.users[bot] = level } }
        case 8:
            guard let other = random.element(of: rooms), homeserver.room(other)?.isSpace == true, other != room else { return }
            let server = world.town.bot.server
            world.tell("moderator: \(room) in the space \(other), or no more")
            homeserver.change(other) { $0.children[room] = $0.children[room] == nil ? [server] : nil }
        default:
            guard random.happens(30), homeserver.act(.kick, world.town.bot, in: room, by: admin) else { return }
            world.tell("moderator: the bot is removed from \(room)")
            homeserver.act(.invite, world.town.bot, in: room, by: admin)
            if random.happens(80) { homeserver.act(.join, world.town.bot, in: room) }
        }
    }

    private func groups() {
        guard let instance = random.element(of: world.town.instances)?.id, let group = random.element(of: world.town.groups)
        else {
            return
        }
        let accounts = world.town.people.map { world.town.account(of: $0, at: instance) }
        let kind = random.number(in: 0...9)
        world.tell("third party: \(instance):\(group) changes (\(kind))")
        thirdParty.change(group, at: instance) { members in
            switch kind {
            case 0: members = []
            case 1: members = Set(accounts)
            case 2: members = Set(members.sorted().prefix(members.count / 3))
            default:
                guard let account = random.element(of: accounts) else { return }
                if members.remove(account) == nil { members.insert(account) }
            }
        }
        if random.happens(40) { thirdParty.tell(.group(group), at: instance) }
    }

    private func troubles() {
        switch random.number(in: 0...4) {
        case 0:
            homeserver.troubles = .storm(random)
            if random.happens(20) { homeserver.troubles.serversDown = [Names.server("away.example")] }
            world.tell("the homeserver: \(homeserver.troubles)")
        case 1:
            homeserver.troubles = HomeserverTroubles()
            world.tell("the homeserver is well")
        case 2, 3:
            guard let instance = random.element(of: world.town.instances)?.id else { return }
            let troubles = ThirdPartyTroubles.any(random)
            thirdParty.set(troubles, at: instance)
            world.tell("\(instance): \(troubles)")
        default:
            for instance in world.town.instances { thirdParty.set(ThirdPartyTroubles(), at: instance.id) }
            world.tell("the third parties are well")
        }
    }

    /// The wall clock is set, back or forth.
    private func clockJumps() {
        let seconds = random.happens(50) ? random.number(in: -90...90) : random.number(in: -86_400...172_800)
        world.tell("the wall clock jumps by \(seconds) s")
        let clock = world.surroundings.clock
        clock.setWall(clock.now().advanced(byMilliseconds: Int64(seconds) * 1_000))
    }

    /// Somebody redeems a code: they are invited by the bot, and not by the loop.
    private func redemption() {
        guard let room = random.element(of: rooms), let user = random.element(of: world.town.people),
            homeserver.room(room)?.standing(of: user, seenBy: world.town.bot) == Standing.none
        else { return }
        if homeserver.act(.invite, user, in: room, by: world.town.bot) { world.tell("\(user) redeems a code for \(room)") }
    }

    private func upgrade() {
        guard random.happens(40), let old = random.element(of: rooms), let room = homeserver.room(old), room.tombstone == nil,
            rooms.count < 8
        else { return }
        let (admin, bot) = (world.town.admin, world.town.bot)
        let isHonest = random.happens(80)
        let new = homeserver.make(
            version: 12, creator: admin, isSpace: room.isSpace, joinRule: room.joinRule, isFederated: room.isFederated,
            predecessor: isHonest ? old : nil)
        homeserver.change(new) { changed in
            changed.power.users[bot] = random.happens(80) ? 100 : 0
            changed.children = room.children
        }
        homeserver.act(.invite, bot, in: new, by: admin)
        if random.happens(50) { homeserver.act(.join, bot, in: new) }
        homeserver.change(old) { $0.tombstone = Tombstone(replacement: new, sender: admin) }
        world.tell("moderator: \(old) is upgraded to \(new)\(isHonest ? "" : ", which does not know it")")
    }
}
