import PluginABI
import PluginTestHost
import Testing

@Suite("The actions of invite-token")
struct ActionsTests {
    @Test("are declared with the signatures that the command line shows")
    func signatures() throws {
        let door = try Door()
        #expect(text(door.instance.action("create")?.signature) == "room s, uses i, expires_in_s i")
        #expect(text(door.instance.action("list")?.signature) == "")
        #expect(text(door.instance.action("withdraw")?.signature) == "id s")
        #expect(door.instance.action("withdraw")?.flags == UInt32(USHER_ACTION_DESTRUCTIVE | USHER_ACTION_IDEMPOTENT))
        #expect(door.instance.action("list")?.flags == UInt32(USHER_ACTION_READ_ONLY | USHER_ACTION_IDEMPOTENT))
        for id in ["create", "withdraw"] {
            #expect(JSONDocument(text(door.instance.action(id)?.help_json)) != nil)
        }
    }

    @Test("create gives an address with a code of 160 bits and an id that is not part of it")
    func create() throws {
        let door = try Door()
        let links = try (0..<20).map { _ in try door.link() }
        #expect(Set(links.map(\.code)).count == 20 && Set(links.map(\.id)).count == 20)
        for link in links {
            #expect(link.code.utf8.count == 32 && link.id.utf8.count == 16)
        }
    }

    @Test("create keeps the code out of the store and the log")
    func secrecy() throws {
        let door = try Door()
        let link = try door.link(uses: 1)
        #expect(door.reserve("a", link, by: 1) == .reserved && door.commit("a") == USHER_OK)
        _ = door.instance.act("list")
        for (key, entry) in door.host.store.entries { #expect(!key.contains(link.code) && !entry.text.contains(link.code)) }
        #expect(!door.host.log.joined().contains(link.code))
    }

    @Test(
        "create refuses what makes no sense, names the parameter and leaves nothing behind",
        arguments: [
            ("#alias:example.org", 1, 0, "room:"), ("", 1, 0, "room:"), ("!", 1, 0, "room:"), ("!a b", 1, 0, "room:"),
            ("!a\n", 1, 0, "room:"), ("!" + String(repeating: "x", count: 255), 1, 0, "room:"),
            ("https://matrix.to/#/!a:b", 1, 0, "room:"), ("!a:b", -1, 0, "uses:"), ("!a:b", 1_000_001, 0, "uses:"),
            ("!a:b", .max, 0, "uses:"), ("!a:b", 1, -1, "expires_in_s:"), ("!a:b", 1, 315_360_001, "expires_in_s:"),
            ("!a:b", 1, .max, "expires_in_s:"), ("!a:b", .min, .min, "uses:"),
        ] as [(String, Int64, Int64, String)])
    func invalid(room: String, uses: Int64, seconds: Int64, complaint: String) throws {
        let door = try Door()
        let outcome = door.instance.act("create", room, uses, seconds)
        #expect(outcome.status == USHER_E_INVALID)
        #expect(outcome.message?.hasPrefix(complaint) == true, "\(outcome.message ?? "")")
        #expect(door.host.store.entries.isEmpty)
    }

    @Test(
        "create takes the limits themselves",
        arguments: [("!a", 0, 0), ("!a:b", 1_000_000, 315_360_000), ("!" + String(repeating: "x", count: 254), 1, 1)]
            as [(String, Int64, Int64)])
    func limits(room: String, uses: Int64, seconds: Int64) throws {
        let door = try Door()
        #expect(door.describe(try door.link(uses: uses, seconds: seconds, room: room).code) == .offered)
    }

    @Test("create makes no link at a host that has no address or no randomness")
    func poorHost() throws {
        let door = try Door()
        door.host.withheld = [USHER_SVC_SITE]
        #expect(door.instance.act("create", Door.room, 1, 0).status == USHER_E_UNSUPPORTED)
        door.host.withheld = []
        door.host.isRandomBroken = true
        #expect(door.instance.act("create", Door.room, 1, 0).status == USHER_E_INTERNAL)
        #expect(door.host.store.entries.isEmpty)
    }

    @Test("list shows every link, the newest first, and how it fares")
    func list() throws {
        let door = try Door()
        var links: [Door.Link] = []
        for _ in 0..<23 {
            links.append(try door.link(uses: 2, seconds: 100))
            door.host.now += 1
        }
        let first = try #require(links.first)
        let document = try #require(Door.json(door.instance.act("list")))
        #expect((0..<23).map { document.text("/tokens/\($0)/id") } == links.reversed().map(\.id))
        #expect(
            try door.row(first) == [
                "id": first.id, "room": Door.room, "uses": "2", "used": "0", "reserved": "0",
                "expires_at": String(door.host.now - 23 + 100_000), "state": "open",
            ])
        door.host.now += 100_000
        #expect(try door.row(first)["state"] == "expired")
        let forever = try door.link(uses: 0)
        #expect(try door.row(forever)["expires_at"] == "null")
    }

    @Test("list of no links is an empty list")
    func listNone() throws {
        #expect(Door.json(try Door().instance.act("list"))?.count("/tokens") == 0)
    }

    @Test("withdraw says what became of the link, and the same the second time")
    func withdraw() throws {
        let door = try Door()
        let link = try door.link(uses: 3)
        for _ in 0..<2 {
            let document = try #require(Door.json(door.instance.act("withdraw", link.id)))
            #expect(document.text("/id") == link.id && document.text("/state") == "withdrawn")
        }
        #expect(door.describe(link.code) == .refused)
        #expect(try door.row(link)["state"] == "withdrawn")
    }

    @Test("withdraw does not know other ids", arguments: ["", "0123456789abcdef", "../code/x", "0123456789ABCDEF"])
    func withdrawUnknown(id: String) throws {
        let outcome = try Door().instance.act("withdraw", id)
        #expect(outcome.status == USHER_E_NOT_FOUND)
        #expect(outcome.message?.hasPrefix("id:") == true)
    }

    private func text(_ string: usher_str?) -> String {
        guard let string, let pointer = string.ptr else { return "" }
        return String(decoding: UnsafeRawBufferPointer(start: pointer, count: string.len), as: UTF8.self)
    }
}
