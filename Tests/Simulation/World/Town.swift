import UsherDomain
import UsherEngine
import UsherTesting

/// What a history begins with: people, rooms and spaces, third parties, and how the loop is set.
struct Town {
    let bot = Names.user("@usher:home.example")
    /// Made the rooms, and runs them.
    let admin = Names.user("@admin:home.example")
    let people: [UserID]
    let instances: [SimulatedThirdParty.Instance]
    let groups = ["a", "b"]
    let settings: LoopSettings
    private let random: SeededRandom

    init(random: SeededRandom) {
        self.random = random
        let count = random.happens(20) ? random.number(in: 8...16) : random.number(in: 3...7)
        people = (0..<count).map { Names.user("@p\($0):\(random.happens(75) ? "home" : "away").example") }
        func goodFor() -> Int64? { random.happens(60) ? nil : Int64(random.number(in: 5...180)) * 60_000 }
        var instances = [
            SimulatedThirdParty.Instance(
                Names.instance("groups"), offersLinks: true, offersListings: true, goodForMilliseconds: goodFor())
        ]
        if random.happens(50) {
            instances.append(
                SimulatedThirdParty.Instance(
                    Names.instance("asks"), offersLinks: true, offersListings: false, goodForMilliseconds: goodFor()))
        }
        if random.happens(30) {
            instances.append(
                SimulatedThirdParty.Instance(
                    Names.instance("names"), offersLinks: false, offersListings: false, goodForMilliseconds: goodFor()))
        }
        self.instances = instances
        let isStrict = random.happens(40)
        func brakes() -> BrakeLimits {
            isStrict ? BrakeLimits(people: random.number(in: 0...3), percent: random.number(in: 0...50)) : .standard
        }
        settings = LoopSettings(
            bot: bot, page: "https://usher.home.example/", instanceBrakes: brakes(), overallBrakes: brakes())
    }

    /// The id under which the third parties know a person.
    func account(of user: UserID, at instance: InstanceID) -> String {
        let offersLinks = instances.first { $0.id == instance }?.offersLinks ?? true
        return offersLinks ? "account-of-\(user)" : PlainPseudonyms().pseudonym(of: user, at: instance)
    }

    /// Makes the rooms and fills the groups.
    func build(_ homeserver: SimulatedHomeserver, _ thirdParty: SimulatedThirdParty) {
        for instance in instances {
            for group in groups {
                thirdParty.change(group, at: instance.id) { members in
                    for person in people where random.happens(60) { members.insert(account(of: person, at: instance.id)) }
                }
            }
        }
        var spaces: [RoomID] = []
        for _ in 0..<random.number(in: 0...2) { spaces.append(make(homeserver, isSpace: true, below: spaces)) }
        for _ in 0..<random.number(in: 1...3) { _ = make(homeserver, isSpace: false, below: spaces) }
        for room in homeserver.rooms.keys.sorted(by: { $0.text < $1.text }) {
            for person in people where random.happens(40) {
                if random.happens(60) { homeserver.act(.invite, person, in: room, by: admin) }
                homeserver.act(.join, person, in: room)
            }
        }
    }

    private func make(_ homeserver: SimulatedHomeserver, isSpace: Bool, below spaces: [RoomID]) -> RoomID {
        let version = random.happens(40) ? 12 : 11
        let creator = random.happens(30) ? bot : admin
        let room = homeserver.make(
            version: version, creator: creator, isSpace: isSpace, joinRule: joinRule(spaces), isFederated: random.happens(90))
        let other = creator == bot ? admin : bot
        homeserver.act(.invite, other, in: room, by: creator)
        if random.happens(95) { homeserver.act(.join, other, in: room) }
        homeserver.change(room) { changed in
            if random.happens(90) {
                changed.power.users[other] = creator == bot ? 50 : random.element(of: [50, 75, 100])
            }
            if random.happens(30) { changed.power.invite = 50 }
            for person in people where random.happens(6) { changed.power.users[person] = random.element(of: [50, 100]) }
        }
        if let space = random.element(of: spaces), random.happens(80) {
            homeserver.change(space) { $0.children[room] = [bot.server] }
            if random.happens(50) { homeserver.change(room) { $0.parents[space] = admin } }
        }
        return room
    }

    /// Any join rule.
    func joinRule(_ rooms: [RoomID]) -> JoinRule {
        let some = Set(rooms.filter { _ in random.happens(60) })
        return switch random.number(in: 0...9) {
        case 0: .open
        case 1...4: .invite
        case 5: .knock
        case 6...8: some.isEmpty ? .invite : .restricted(to: some)
        default: some.isEmpty ? .knock : .knockRestricted(to: some)
        }
    }
}
