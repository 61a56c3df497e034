import PluginABI
import PluginKit
import Testing

@testable import PluginTestHost

@Suite("Listings, events and actions of every type")
struct DirectoryTests {
    private let instance: TestInstance

    init() throws {
        instance = try TestInstance(of: directoryTable.pointer)
    }

    @Test("a batch is answered in the order of the subjects, each with its index")
    func batch() throws {
        let table = try #require(directoryTable.pointer.pointee.extension(USHER_EXT_BATCH)).load(as: usher_ext_batch.self)
        #expect(table.max_subjects == 100 && table.size == UInt32(MemoryLayout<usher_ext_batch>.size))
        let outcome = instance.evaluate("{}", of: ["in", "out", "else"].map { TestSubject(accountID: $0) })
        let evidence = outcome.items.compactMap { item -> EmittedItem.Evidence? in
            guard case .evidence(let evidence) = item else { return nil }
            return evidence
        }
        #expect(outcome.status == USHER_OK && evidence.map(\.index) == [0, 1, 2])
        #expect(evidence.map { Int($0.finding) } == [USHER_HOLDS, USHER_HOLDS_NOT, USHER_UNKNOWN])
        #expect(evidence.map(\.reason) == ["", "no", "who is else?"])
        let short = instance.evaluate(#"{"short":true}"#, of: [TestSubject()])
        #expect(short.status == USHER_E_INTERNAL && short.message == "0 answers came for 1 subjects")
        #expect(instance.evaluate("{}", of: [TestSubject]()).items.isEmpty)
    }

    @Test("members come page by page, and not at all when nothing changed")
    func members() throws {
        let listing = try instance.allMembers(of: "{}")
        #expect(listing.pages == 2 && listing.members.map(\.accountID) == ["1", "2"])
        #expect(listing.members[0].accountName == "Ann" && listing.members[0].factsJSON == #"{"role":"owner"}"#)
        #expect(listing.last?.etag == "e2" && listing.last?.goodForMilliseconds == 60_000)
        #expect(listing.last?.flags == UInt32(USHER_PAGE_AUTHORITATIVE))
        let first = instance.members(of: "{}")
        guard case .page(let page)? = first.items.last else {
            Issue.record("no page")
            return
        }
        #expect(page.nextCursor == "2" && page.totalHint == 2)
        let same = try instance.allMembers(of: "{}", etag: "same")
        #expect(same.members.isEmpty && same.last?.flags == UInt32(USHER_PAGE_NOT_MODIFIED | USHER_PAGE_AUTHORITATIVE))
        #expect(throws: TestInstance.BrokenListing.self) { try instance.allMembers(of: #"{"endless":true}"#) }
        #expect(instance.members(of: "{}", cursor: "x").status == USHER_E_INVALID)
    }

    @Test("groups carry all that an admin needs to choose")
    func groups() throws {
        let outcome = instance.groups(in: "p", matching: "q", cursor: "c")
        #expect(outcome.items.count == 3)
        guard case .group(let group)? = outcome.items.first, case .page(let page)? = outcome.items.last else {
            Issue.record("no group")
            return
        }
        #expect(group.id == "7" && group.name == "p/q/c" && group.kind == "team" && group.memberHint == 3)
        #expect(group.requirementJSON == #"{"team":"7"}"# && group.flags == UInt32(USHER_GROUP_HAS_CHILDREN))
        #expect(group.description == "d" && group.iconURL == "https://example.com/7.png" && page.nextCursor == "n")
        guard case .group(let folder) = outcome.items[1] else {
            Issue.record("no folder")
            return
        }
        #expect(folder.requirementJSON == "" && folder.memberHint == -1 && folder.flags == 0)
    }

    @Test("a webhook is believed only with its signature")
    func webhook() throws {
        instance.host.secrets.values["config/webhook"] = Array("key".utf8)
        let body = Array(#"{"account":"7"}"#.utf8)
        let signature = MemorySecrets.hmac(.sha256, of: body, under: Array("key".utf8))
        let good = instance.webhook(headers: [("x-other", "1"), ("x-signature", signature)], query: "reply", body: body)
        #expect(good.status == USHER_OK)
        #expect(
            good.items == [
                .event(.init(event: 1, atUnixMilliseconds: 5, accountID: "7", groupID: "", dedupeID: "d1")),
                .event(.init(event: 2, atUnixMilliseconds: 0, accountID: "", groupID: "g", dedupeID: "")),
                .event(.init(event: 3, atUnixMilliseconds: 0, accountID: "7", groupID: "", dedupeID: "")),
                .event(.init(event: 4, atUnixMilliseconds: 0, accountID: "", groupID: "", dedupeID: "")),
                .reply(.init(status: 202, contentType: "text/plain", body: Array("thanks".utf8))),
            ])
        #expect(instance.webhook(headers: [("x-signature", signature)], body: body).items.count == 4)
        for headers in [[("x-signature", String(signature.reversed()))], []] {
            let bad = instance.webhook(headers: headers, body: body)
            #expect(bad.status == USHER_E_POLICY && bad.message == "the signature is wrong")
        }
        instance.host.secrets.values = [:]
        #expect(instance.webhook(headers: [], body: body).status == USHER_E_NOT_FOUND)
    }

    @Test("a watch reports until it is cancelled")
    func watch() {
        let three = instance.watch(eventsMax: 3)
        #expect(three.status == USHER_OK && three.items.count == 3)
        guard case .event(let last)? = three.items.last else {
            Issue.record("no event")
            return
        }
        #expect(last.accountID == "6" && last.event == UInt32(USHER_EVENT_ACCOUNT))
    }

    @Test("health is a status, with words for the admin")
    func health() {
        instance.host.http.answer("HEAD", "https://api.example.com/", with: .init(200), .init(401))
        #expect(instance.health().status == USHER_OK && instance.health().status == USHER_E_CONFIG)
        let ill = instance.health()
        #expect(ill.message == "the directory: HTTP status 401: the third party does not accept our credential")
    }

    @Test("an ability that a type does not have is an extension that its table does not have")
    func absentExtensions() throws {
        for id in [USHER_EXT_BATCH, USHER_EXT_MEMBERS, USHER_EXT_GROUPS, USHER_EXT_WEBHOOK, USHER_EXT_WATCH, USHER_EXT_HEALTH] {
            #expect(directoryTable.pointer.pointee.extension(id) != nil, "\(id)")
            #expect(plainTable.pointer.pointee.extension(id) == nil, "\(id)")
        }
        #expect(directoryTable.pointer.pointee.extension(USHER_EXT_CLAIM) == nil)
    }

    @Test("actions take every type of argument")
    func actions() throws {
        typealias Texts =
            @convention(c) (UnsafeMutableRawPointer?, UnsafeMutablePointer<usher_call>?, usher_str, usher_str, usher_str) ->
            usher_status
        let texts = instance.act("everything", as: Texts.self) { function, me, call in
            with("ü") { s in with("\0\u{1}") { y in with(#"{"a":"x"}"#) { function(me, call, s, y, $0) } } }
        }
        #expect(texts.items == [.result(#"{"s":"ü","y":2,"j":"x"}"#)])
        typealias Values =
            @convention(c) (UnsafeMutableRawPointer?, UnsafeMutablePointer<usher_call>?, Double, UInt32) -> usher_status
        #expect(instance.act("values", as: Values.self) { $0($1, $2, -2.5, 1) }.items == [.result(#"["-2.5",true]"#)])
        typealias Optionals =
            @convention(c) (
                UnsafeMutableRawPointer?, UnsafeMutablePointer<usher_call>?, UnsafePointer<Double>?, UnsafePointer<UInt32>?
            ) -> usher_status
        #expect(instance.act("absent", as: Optionals.self) { $0($1, $2, nil, nil) }.items == [.result("[null,null]")])
        let given = instance.act("absent", as: Optionals.self) { function, me, call in
            var (d, b) = (0.5, UInt32(0))
            return function(me, call, &d, &b)
        }
        #expect(given.items == [.result(#"["0.5",false]"#)])
        let signatures = ["everything", "values", "absent"].compactMap { id in
            instance.action(id).map { $0.signature.copy }
        }
        #expect(signatures == ["s s, y y, j j", "d d, b b", "d d_opt, b b_opt"])
    }

    @Test("the manifest says what the plugin needs")
    func manifest() throws {
        let manifest = directoryTable.pointer.pointee.manifest_json
        let text = String(decoding: UnsafeRawBufferPointer(start: manifest.ptr, count: manifest.len), as: UTF8.self)
        let expected = [
            #""permissions":{"http":["https://api.example.com",{"config":"/url"}]"#,
            #""net":["ldap.example.com:389",{"config":"/server","port":636}]"#, #""link_hosts":["example.com"]"#,
            #""secrets":true"#, #""kv_bytes":1048576"#, #""webhook":true"#, #""threads":4"#, #""memory_bytes":67108864"#,
            #""profile":"threaded"}"#, #""config_schema":{"type":"object"}"#,
            #""requirement_schema":{"type":"object","required":["team"]}"#,
            #""check":{"config":{},"requirement":{"team":"core"},"subject":{"account_id":"1"}}}"#,
        ].joined(separator: ",")
        #expect(text.hasSuffix(expected), "\(text)")
    }
}
