import PluginABI
import PluginTestHost
import Testing

/// The argument of `TokenStore`, put to the test: the process ends at every single write, before and after it.
@Suite("A crash in the middle of a redemption")
struct CrashTests {
    /// More writes than any operation has.
    private static let writesMax = 12

    /// What a host does when it did not hear an answer.
    enum Next: CaseIterable {
        /// Asks again under the same claim id.
        case again
        /// Gives the use back, and lets the person try under a new claim id.
        case releaseAndRetry
        /// Gives the use back, and the person goes away.
        case release
    }

    @Test(
        "of reserve loses no seat and makes none up", arguments: MemoryStore.Crash.allCases, Next.allCases)
    func reserve(kind: MemoryStore.Crash, next: Next) throws {
        var crashes = 0
        for write in 1...Self.writesMax {
            let door = try Door()
            let link = try door.link(uses: 2)
            door.host.store.crash(atWrite: write, kind)
            let first = door.reserve("a", link, by: 1)
            door.host.store.revive()
            if first == .reserved { break }
            crashes += 1
            #expect(first == .unknown(usher_status(USHER_E_CANCELLED)))
            var seats = 1
            switch next {
            case .again: #expect(door.reserve("a", link, by: 1) == .reserved)
            case .releaseAndRetry:
                #expect(door.release("a") == USHER_OK)
                #expect(door.reserve("b", link, by: 1) == .reserved)
            case .release:
                #expect(door.release("a") == USHER_OK)
                seats = 0
            }
            #expect(try door.counts(link) == [0, seats], "write \(write)")
            try expectRoom(for: 2 - seats, at: door, link)
        }
        #expect(crashes >= 3, "reserve writes at least three keys")
    }

    @Test("of commit spends the use once, and the person counts as let in", arguments: MemoryStore.Crash.allCases)
    func commit(kind: MemoryStore.Crash) throws {
        var crashes = 0
        for write in 1...Self.writesMax {
            let door = try Door()
            let link = try door.link(uses: 2)
            #expect(door.reserve("a", link, by: 1) == .reserved)
            door.host.store.crash(atWrite: write, kind)
            let first = door.commit("a")
            door.host.store.revive()
            if first == USHER_OK { break }
            crashes += 1
            #expect(door.commit("a") == USHER_OK)
            #expect(door.commit("a") == USHER_OK)
            #expect(door.release("a") == USHER_OK)
            #expect(try door.counts(link) == [1, 0], "write \(write)")
            #expect(door.holds(1) == true)
            #expect(door.reserve("b", link, by: 1) == .held)
            try expectRoom(for: 1, at: door, link)
        }
        #expect(crashes >= 4, "commit writes at least four keys")
    }

    @Test("of release frees the use once", arguments: MemoryStore.Crash.allCases)
    func release(kind: MemoryStore.Crash) throws {
        var crashes = 0
        for write in 1...Self.writesMax {
            let door = try Door()
            let link = try door.link(uses: 2)
            #expect(door.reserve("a", link, by: 1) == .reserved)
            #expect(door.reserve("other", link, by: 2) == .reserved)
            door.host.store.crash(atWrite: write, kind)
            let first = door.release("a")
            door.host.store.revive()
            if first == USHER_OK { break }
            crashes += 1
            #expect(door.release("a") == USHER_OK)
            #expect(door.release("a") == USHER_OK)
            #expect(try door.counts(link) == [0, 1], "write \(write)")
            #expect(door.commit("other") == USHER_OK)
            try expectRoom(for: 1, at: door, link)
        }
        #expect(crashes >= 3, "release writes at least three keys")
    }

    @Test("is mended by whoever comes next, without the person who was cut off", arguments: MemoryStore.Crash.allCases)
    func othersGoOn(kind: MemoryStore.Crash) throws {
        for write in 1...3 {
            let door = try Door()
            let link = try door.link(uses: 2)
            door.host.store.crash(atWrite: write, kind)
            _ = door.reserve("a", link, by: 1)
            door.host.store.revive()
            #expect(door.reserve("b", link, by: 2) == .reserved)
            #expect(door.commit("b") == USHER_OK)
            let counts = try door.counts(link)
            // Whether the first person's seat was taken depends on the write; the third person's answer must agree with it.
            #expect(door.reserve("c", link, by: 3) == (counts == [1, 1] ? .refused : .reserved))
            #expect(door.release("a") == USHER_OK && door.release("c") == USHER_OK)
            try expectRoom(for: 1, at: door, link)
        }
    }

    @Test("of create leaves a whole link or none", arguments: MemoryStore.Crash.allCases)
    func create(kind: MemoryStore.Crash) throws {
        for write in 1...2 {
            let door = try Door()
            door.host.store.crash(atWrite: write, kind)
            #expect(door.instance.act("create", Door.room, 1, 0).status == USHER_E_CANCELLED)
            door.host.store.revive()
            #expect(door.instance.act("list").status == USHER_OK)
            let link = try door.link(uses: 1)
            #expect(door.describe(link.code) == .offered)
        }
    }

    @Test("at random places, with retries, by many people on few seats, ends with every seat accounted for")
    func random() throws {
        let seed = UInt64.random(in: .min ... .max)
        var random = SeededGenerator(seed: seed)
        for _ in 0..<12 {
            let uses = Int64.random(in: 1...5, using: &random)
            let door = try Door()
            let link = try door.link(uses: uses)
            var admitted: Set<Int> = []
            var inFlight: [(claim: String, person: Int)] = []
            for step in 0..<100 {
                let isCut = Int.random(in: 0..<3, using: &random) == 0
                door.host.store.revive()
                if isCut {
                    let kind = MemoryStore.Crash.allCases.randomElement(using: &random) ?? .afterTheWrite
                    door.host.store.crash(atWrite: Int.random(in: 1...5, using: &random), kind)
                }
                if Bool.random(using: &random) || inFlight.isEmpty {
                    let person = Int.random(in: 0..<8, using: &random)
                    let answer = door.reserve("c\(step)", link, by: person)
                    door.host.store.revive()
                    switch answer {
                    case .reserved: inFlight.append(("c\(step)", person))
                    case .unknown: #expect(door.release("c\(step)") == USHER_OK, "seed \(seed)")
                    case .held: #expect(admitted.contains(person), "seed \(seed)")
                    case .refused, .offered: break
                    }
                } else {
                    let (claim, person) = inFlight.remove(at: Int.random(in: 0..<inFlight.count, using: &random))
                    let isAdmitted = Bool.random(using: &random)
                    if (isAdmitted ? door.commit(claim) : door.release(claim)) != USHER_OK {
                        door.host.store.revive()
                        #expect((isAdmitted ? door.commit(claim) : door.release(claim)) == USHER_OK, "seed \(seed)")
                    }
                    if isAdmitted { admitted.insert(person) }
                }
                door.host.store.revive()
                let waiting = Set(inFlight.map(\.person)).subtracting(admitted)
                #expect(try door.counts(link) == [admitted.count, waiting.count], "seed \(seed), step \(step)")
                #expect(admitted.count + waiting.count <= uses, "seed \(seed)")
            }
            for (claim, _) in inFlight { #expect(door.release(claim) == USHER_OK) }
            for person in 0..<8 { #expect(door.holds(person) == admitted.contains(person), "seed \(seed)") }
            try expectRoom(for: Int(uses) - admitted.count, at: door, link)
        }
    }

    /// Exactly `seats` strangers get in.
    private func expectRoom(for seats: Int, at door: Door, _ link: Door.Link) throws {
        let answers = (0...seats).map { door.reserve("stranger \($0)", link, by: 1_000_000 + $0) }
        #expect(answers == Array(repeating: .reserved, count: seats) + [.refused])
        #expect(door.host.violations.isEmpty)
    }
}
