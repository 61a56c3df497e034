import PluginABI
import PluginTestHost
import Testing

@Suite("What invite-token knows about a person")
struct EvidenceTests {
    @Test("holds for the room of a link they spent, and for no other room or person")
    func room() throws {
        let door = try Door()
        let link = try door.link(uses: 1)
        #expect(door.holds(1) == false)
        #expect(door.reserve("a", link, by: 1) == .reserved)
        #expect(door.holds(1) == false, "a reservation is no admission")
        #expect(door.commit("a") == USHER_OK)
        #expect(door.holds(1) == true)
        #expect(door.holds(1, room: "!other:example.org") == false)
        #expect(door.holds(2) == false)
    }

    @Test("comes with a reason that can be shown")
    func reason() throws {
        let outcome = try Door().instance.evaluate(#"{"room":"!x"}"#, pseudonym: Door.pseudonym(1))
        guard case .evidence(let evidence)? = outcome.items.first else {
            Issue.record("no evidence")
            return
        }
        #expect(evidence.reason == "You have not been let in by an invite link for this room.")
    }

    @Test(
        "is unknown for a requirement that makes no sense",
        arguments: ["{}", #"{"room":7}"#, #"{"room":"!x","rooom":"!y"}"#, "[]", "null", "not JSON", ""])
    func malformed(requirement: String) throws {
        let outcome = try Door().instance.evaluate(requirement, pseudonym: Door.pseudonym(1))
        #expect(outcome.status < 0)
        #expect(outcome.items.allSatisfy { if case .failure = $0 { true } else { false } })
    }

    @Test("is unknown without a pseudonym")
    func nobody() throws {
        #expect(try Door().instance.evaluate(#"{"room":"!x"}"#, pseudonym: "").status == USHER_E_INVALID)
    }
}
