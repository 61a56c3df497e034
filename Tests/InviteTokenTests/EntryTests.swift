import PluginABI
import PluginKit
import PluginTestHost
import Testing

@testable import InviteToken

@Suite("The entry of invite-token")
struct EntryTests {
    @Test("gives the same immutable table every time, and knows its extensions by their exact ids")
    func table() throws {
        let plugin = inviteTokenTable.pointer
        #expect(plugin == inviteTokenTable.pointer)
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
        let manifest = inviteTokenTable.pointer.pointee.manifest_json
        let text = String(decoding: UnsafeRawBufferPointer(start: manifest.ptr, count: manifest.len), as: UTF8.self)
        let document = try #require(JSONDocument(text))
        #expect(document.text("/usher") == "1" && document.text("/id") == "invite-token")
        for key in ["name", "version", "license"] { #expect(document.text("/" + key)?.isEmpty == false) }
        #expect(document.text("/config_schema/properties/from/maxLength") == String(Config.fromBytesMax))
        #expect(document.text("/requirement_schema/required/0") == "room" && document.text("/permissions") == nil)
    }

    @Test("answers what its manifest gives the checker to ask")
    func check() throws {
        let manifest = try #require(JSONDocument(InviteToken.manifest.json))
        let door = try Door(config: try #require(manifest.text("/check/config")))
        let outcome = door.instance.evaluate(
            try #require(manifest.text("/check/requirement")), pseudonym: Door.pseudonym(1))
        #expect(outcome.status == USHER_OK && outcome.items.count == 1)
    }
}
