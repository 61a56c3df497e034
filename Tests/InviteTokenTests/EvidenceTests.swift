@testable import InviteToken
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

@Suite("The configuration of invite-token")
struct ConfigTests {
    @Test("may be empty or say who invites", arguments: ["{}", #"{"from":""}"#, #"{"from":"Die Dämo 🎉"}"#])
    func good(config: String) throws {
        _ = try Door(config: config)
    }

    @Test(
        "names the key that is wrong",
        arguments: [
            (#"{"form":"x"}"#, "form: is not a known key (known: from)"), (#"{"from":7}"#, "from: must be a text"),
            (#"{"from":null}"#, "from: must be a text"), (#"{"from":["x"]}"#, "from: must be a text"),
            (#"{"from":"x","a\"b":{"from":1}}"#, "a\"b: is not a known key (known: from)"),
            (#"{"from":"a\nb"}"#, "from: must be one line without control characters"), ("[]", "must be an object"),
            (#"{"from":"\#(String(repeating: "x", count: 201))"}"#, "from: must not be longer than 200 bytes"),
        ])
    func bad(config: String, complaint: String) throws {
        let refusal = try #require(throws: TestInstance.Refused.self) { try Door(config: config) }
        #expect(refusal.outcome.status == USHER_E_CONFIG)
        #expect(refusal.outcome.message == complaint)
    }
}

@Suite("The entry of invite-token")
struct EntryTests {
    @Test("gives the same immutable table every time, and knows its extensions by their exact ids")
    func table() throws {
        let plugin = try #require(usher_plugin_v1())
        #expect(plugin == usher_plugin_v1())
        #expect(plugin.pointee.size == UInt32(MemoryLayout<usher_plugin>.size))
        #expect([plugin.pointee.abi_major, plugin.pointee.abi_minor] == [1, 0])
        let find = try #require(plugin.pointee.extension)
        #expect(find(USHER_EXT_CLAIM) != nil && find(USHER_EXT_CLAIM) == find(USHER_EXT_CLAIM))
        #expect(find(USHER_EXT_ACTIONS) != nil)
        for id in [USHER_EXT_LINK, USHER_EXT_CLAIM + "x", "usher.claim/2", "usher.claim", ""] { #expect(find(id) == nil) }
        #expect(find(nil) == nil)
    }

    @Test("introduces itself with a manifest")
    func manifest() throws {
        let manifest = try #require(usher_plugin_v1()).pointee.manifest_json
        let text = String(decoding: UnsafeRawBufferPointer(start: manifest.ptr, count: manifest.len), as: UTF8.self)
        let document = try #require(JSONDocument(text))
        #expect(document.text("/usher") == "1" && document.text("/id") == "invite-token")
        for key in ["name", "version", "license"] { #expect(document.text("/" + key)?.isEmpty == false) }
    }
}
