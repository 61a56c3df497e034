import PluginABI
import Testing

@testable import PluginTestHost

@Suite("Redeeming an invite link")
struct ClaimsTests {
    @Test("describes what the link is worth, and changes nothing")
    func describe() throws {
        let door = try Door(config: #"{"from":"The \"demo\""}"#)
        let link = try door.link(uses: 3, seconds: 60)
        let before = door.host.store.entries
        for _ in 0..<50 { #expect(door.describe(link.code) == .offered) }
        #expect(door.host.store.entries == before)
        guard case .claim(let claim)? = door.instance.describe(link.code).items.first else {
            Issue.record("no claim")
            return
        }
        #expect(claim.room == Door.room)
        #expect(claim.from == "The \"demo\"")
        #expect(claim.usesLeft == 3)
        #expect(claim.expiresUnixMilliseconds == door.host.now + 60_000)
        #expect(claim.accountID == link.id)
    }

    @Test("says -1 for a link without a limit and 0 for one without an end")
    func unlimited() throws {
        let door = try Door()
        let link = try door.link(uses: 0)
        guard case .claim(let claim)? = door.instance.describe(link.code).items.first else {
            Issue.record("no claim")
            return
        }
        #expect(claim.usesLeft == -1 && claim.expiresUnixMilliseconds == 0)
    }

    @Test("lets exactly as many people in as the link has uses")
    func uses() throws {
        let door = try Door()
        let link = try door.link(uses: 10)
        let answers = (0..<20).map { door.reserve("claim \($0)", link, by: $0) }
        #expect(answers.count { $0 == .reserved } == 10)
        #expect(answers.count { $0 == .refused } == 10)
        for person in 0..<10 { #expect(door.commit("claim \(person)") == USHER_OK) }
        #expect(try door.counts(link) == [10, 0])
        #expect(try door.row(link)["state"] == "used_up")
    }

    @Test("counts one person once, however often they redeem")
    func twice() throws {
        let door = try Door()
        let link = try door.link(uses: 2)
        #expect(door.reserve("a", link, by: 1) == .reserved)
        #expect(door.commit("a") == USHER_OK)
        #expect(door.reserve("b", link, by: 1) == .held)
        #expect(door.commit("b") == USHER_OK && door.release("b") == USHER_OK)
        #expect(try door.counts(link) == [1, 0])
        #expect(door.holds(1) == true)
    }

    @Test("answers a repeated claim the same, until it was settled")
    func repeated() throws {
        let door = try Door()
        let link = try door.link(uses: 1)
        #expect(door.reserve("a", link, by: 1) == .reserved)
        #expect(door.reserve("a", link, by: 1) == .reserved)
        #expect(try door.counts(link) == [0, 1])
        #expect(door.release("a") == USHER_OK)
        #expect(door.reserve("a", link, by: 1) == .refused)
        #expect(door.reserve("b", link, by: 1) == .reserved)
        #expect(door.commit("b") == USHER_OK)
        #expect(door.reserve("b", link, by: 1) == .held)
        #expect(try door.counts(link) == [1, 0])
    }

    @Test("shares one use between two claims of one person; releasing one does not free it")
    func shared() throws {
        let door = try Door()
        let link = try door.link(uses: 1)
        #expect(door.reserve("a", link, by: 1) == .reserved)
        #expect(door.reserve("b", link, by: 1) == .reserved)
        #expect(door.release("a") == USHER_OK)
        #expect(door.reserve("x", link, by: 2) == .refused)
        #expect(door.commit("b") == USHER_OK)
        #expect(door.release("b") == USHER_OK)
        #expect(try door.counts(link) == [1, 0])
        #expect(door.holds(1) == true && door.holds(2) == false)
    }

    @Test("succeeds for claims it never heard of, and leaves nothing behind")
    func strangers() throws {
        let door = try Door()
        let before = door.host.store.entries
        #expect(door.commit("never") == USHER_OK && door.release("never") == USHER_OK)
        #expect(door.host.store.entries == before)
    }

    @Test("ignores a commit that comes after the release, when somebody else has the use")
    func lateCommit() throws {
        let door = try Door()
        let link = try door.link(uses: 1)
        #expect(door.reserve("a", link, by: 1) == .reserved)
        #expect(door.release("a") == USHER_OK)
        #expect(door.reserve("b", link, by: 2) == .reserved)
        #expect(door.commit("a") == USHER_OK)
        #expect(door.commit("b") == USHER_OK)
        #expect(try door.counts(link) == [1, 0])
        #expect(door.holds(1) == false && door.holds(2) == true)
    }

    @Test("refuses used-up, expired, withdrawn, unknown and malformed codes with the very same item and as many reads")
    func refused() throws {
        let door = try Door(config: #"{"from":"The demo"}"#)
        let usedUp = try door.link(uses: 1)
        #expect(door.reserve("a", usedUp, by: 1) == .reserved)
        #expect(door.commit("a") == USHER_OK)
        let expired = try door.link(uses: 0, seconds: 1)
        door.host.now += 1000
        let withdrawn = try door.link(uses: 5)
        #expect(door.instance.act("withdraw", withdrawn.id).status == USHER_OK)
        let unknown = String(repeating: "a", count: 32)
        let codes = [
            usedUp.code, expired.code, withdrawn.code, unknown, "", "x", String(repeating: "z", count: 100_000), "\u{0}",
        ]
        for code in codes {
            door.host.store.revive()
            let described = door.instance.describe(code)
            #expect(door.host.store.reads == 2, "describe \(code.prefix(40))")
            door.host.store.revive()
            let reserved = door.instance.reserve("claim", code, pseudonym: Door.pseudonym(2))
            #expect(door.host.store.reads == 4 && door.host.store.writes == 0, "reserve \(code.prefix(40))")
            for outcome in [described, reserved] {
                #expect(outcome.status == USHER_OK)
                #expect(
                    outcome.items == [
                        .claim(
                            EmittedItem.Claim(
                                state: UInt32(USHER_CLAIM_REFUSED), expiresUnixMilliseconds: 0, usesLeft: 0, room: "",
                                accountID: "", accountName: "", from: ""))
                    ])
            }
        }
    }

    @Test("holds for who was let in although the link is used up or has expired since; not when it was withdrawn")
    func heldLater() throws {
        let door = try Door()
        let link = try door.link(uses: 1, seconds: 10)
        #expect(door.reserve("a", link, by: 1) == .reserved && door.commit("a") == USHER_OK)
        #expect(door.reserve("b", link, by: 1) == .held)
        door.host.now += 10_000
        #expect(door.reserve("c", link, by: 1) == .held)
        #expect(door.instance.act("withdraw", link.id).status == USHER_OK)
        #expect(door.reserve("d", link, by: 1) == .refused)
        #expect(door.holds(1) == true)
    }

    @Test("commits a use that was reserved before the link was withdrawn")
    func withdrawnMeanwhile() throws {
        let door = try Door()
        let link = try door.link(uses: 1)
        #expect(door.reserve("a", link, by: 1) == .reserved)
        #expect(door.instance.act("withdraw", link.id).status == USHER_OK)
        #expect(door.commit("a") == USHER_OK)
        #expect(try door.counts(link) == [1, 0])
        #expect(door.holds(1) == true)
    }

    @Test("is unknown, not refused, when the store fails or holds what cannot be read")
    func unknown() throws {
        let door = try Door()
        let link = try door.link(uses: 1)
        let digest = try #require(door.host.store.entries.keys.first { $0.hasPrefix("code/") })
        #expect(digest.contains(link.code) == false)
        for broken in ["", "{}", "not JSON", #"{"v":2}"#, #"{"v":1,"id":7}"#] {
            door.host.store.plant("token/" + link.id, broken)
            #expect(
                door.describe(link.code)
                    == .unknown(
                        usher_status(
                            broken == "" || broken == "not JSON"
                                ? USHER_E_INVALID : USHER_E_INTERNAL)), "\(broken)")
        }
        door.host.withheld = [USHER_SVC_KV]
        #expect(door.describe(link.code) == .unknown(usher_status(USHER_E_UNSUPPORTED)))
        #expect(door.holds(1) == nil)
    }

    @Test("wants a pseudonym and a claim id of sensible length")
    func malformedArguments() throws {
        let door = try Door()
        let link = try door.link(uses: 1)
        for pseudonym in ["", "me", String(repeating: "g", count: 64), String(repeating: "a", count: 65)] {
            let outcome = door.instance.reserve("a", link.code, pseudonym: pseudonym)
            #expect(outcome.status == USHER_E_INVALID)
        }
        for claim in ["", String(repeating: "c", count: 129)] {
            #expect(door.reserve(claim, link, by: 1) == .unknown(usher_status(USHER_E_INVALID)))
        }
        #expect(door.reserve("a", link, by: 1) == .reserved)
        let other = try door.link(uses: 1)
        #expect(door.reserve("a", other, by: 1) == .unknown(usher_status(USHER_E_INVALID)), "a claim id belongs to one token")
        #expect(try door.counts(other) == [0, 0])
    }

    @Test("costs the same at the 400th redemption as at the second, and keeps every record small")
    func constantCost() throws {
        let door = try Door()
        let link = try door.link(uses: 10_000)
        var costs: [[Int]] = []
        for person in 0..<400 {
            door.host.store.revive()
            #expect(door.reserve("c\(person)", link, by: person) == .reserved)
            #expect(door.commit("c\(person)") == USHER_OK)
            if person == 1 || person == 399 { costs.append([door.host.store.reads, door.host.store.writes]) }
        }
        #expect(costs.first == costs.last)
        #expect(door.host.store.entries.values.allSatisfy { $0.value.count < 600 })
        #expect(try door.counts(link) == [400, 0])
    }
}
