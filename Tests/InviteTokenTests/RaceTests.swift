import PluginABI
import PluginTestHost
import Testing

/// Two processes on one store: the second acts between a read and the write that follows it in the first.
@Suite("Two processes on one link")
struct RaceTests {
    /// Runs `intrusion` once, just before the `write`th write.
    private func intrude(at write: Int, into store: MemoryStore, _ intrusion: @escaping () -> Void) {
        store.revive()
        store.beforeWrite = { number in
            guard number == write else { return }
            store.beforeWrite = nil
            intrusion()
        }
    }

    @Test("do not give the last seat to two people, wherever the second one comes in between", arguments: 1...3)
    func lastSeat(write: Int) throws {
        let store = MemoryStore()
        let (one, two) = (try Door(store: store), try Door(store: store))
        let link = try one.link(uses: 1)
        var second: Door.Answer?
        intrude(at: write, into: store) { second = two.reserve("b", link, by: 2) }
        let first = one.reserve("a", link, by: 1)
        #expect(Set([first, try #require(second)]) == [.reserved, .refused])
        #expect(try one.counts(link) == [0, 1])
        #expect(one.release("a") == USHER_OK && two.release("b") == USHER_OK)
        #expect(try one.counts(link) == [0, 0])
    }

    @Test("do not reserve after a withdrawal has succeeded", arguments: 1...2)
    func withdrawal(write: Int) throws {
        let store = MemoryStore()
        let (one, two) = (try Door(store: store), try Door(store: store))
        let link = try one.link(uses: 1)
        intrude(at: write, into: store) { #expect(two.instance.act("withdraw", link.id).status == USHER_OK) }
        #expect(one.reserve("a", link, by: 1) == .refused)
        #expect(try one.counts(link) == [0, 0])
    }

    @Test("do not lose a reservation that is made while a link is being withdrawn")
    func reservationMeanwhile() throws {
        let store = MemoryStore()
        let (one, two) = (try Door(store: store), try Door(store: store))
        let link = try one.link(uses: 1)
        intrude(at: 1, into: store) { #expect(two.reserve("a", link, by: 1) == .reserved) }
        #expect(one.instance.act("withdraw", link.id).status == USHER_OK)
        #expect(try one.counts(link) == [0, 1])
        #expect(two.commit("a") == USHER_OK)
        #expect(try one.counts(link) == [1, 0])
        #expect(try one.row(link)["state"] == "withdrawn")
    }

    @Test("do not leave a seat behind when a release overtakes its own reservation", arguments: 1...3)
    func overtaken(write: Int) throws {
        let store = MemoryStore()
        let (one, two) = (try Door(store: store), try Door(store: store))
        let link = try one.link(uses: 1)
        intrude(at: write, into: store) {
            #expect(two.release("a") == USHER_OK)
            // The process that was overtaken is dead: the write it had under way is its last.
            store.crashNow(.afterTheWrite)
        }
        _ = one.reserve("a", link, by: 1)
        store.revive()
        #expect(try one.counts(link) == [0, 0])
        #expect(two.reserve("b", link, by: 2) == .reserved)
    }

    @Test("spend one use for one person who comes through both", arguments: 1...4)
    func samePerson(write: Int) throws {
        let store = MemoryStore()
        let (one, two) = (try Door(store: store), try Door(store: store))
        let link = try one.link(uses: 3)
        intrude(at: write, into: store) {
            #expect(two.reserve("b", link, by: 1) == .reserved)
            #expect(two.commit("b") == USHER_OK)
        }
        let first = one.reserve("a", link, by: 1)
        store.beforeWrite = nil
        if write <= 3 { #expect(first == .held || first == .reserved) }
        #expect(one.commit("a") == USHER_OK)
        let counts = try one.counts(link)
        #expect(counts[1] == 0 && counts[0] <= 1)
    }

    @Test("give up with unknown, not with an answer, when the store never stops changing")
    func busy() throws {
        let store = MemoryStore()
        let (one, two) = (try Door(store: store), try Door(store: store))
        let link = try one.link(uses: 0)
        var (person, isNested) = (10, false)
        store.beforeWrite = { _ in
            guard !isNested else { return }
            isNested = true
            person += 1
            #expect(two.reserve("c\(person)", link, by: person) == .reserved)
            isNested = false
        }
        #expect(one.reserve("a", link, by: 1) == .unknown(usher_status(USHER_E_CONFLICT)))
        store.beforeWrite = nil
        #expect(one.release("a") == USHER_OK)
    }
}
