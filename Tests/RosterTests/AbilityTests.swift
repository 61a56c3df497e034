import PluginABI
import PluginKit
import Testing

@testable import PluginTestHost
@testable import Roster

@Suite("What else a roster's plugin can do")
struct AbilityTests {
    @Test(
        "a signed webhook says what to look at",
        arguments: [
            (#"{"event":"group","group":"7","delivery":"d1"}"#, USHER_EVENT_GROUP, "", "7"),
            (#"{"event":"account","account":"a1","delivery":"d1"}"#, USHER_EVENT_ACCOUNT, "a1", ""),
        ])
    func webhook(_ text: String, _ event: Int, _ account: String, _ group: String) throws {
        let desk = try Desk()
        let body = Array(text.utf8)
        let signature = MemorySecrets.hmac(.sha256, of: body, under: Array("key".utf8))
        let outcome = desk.instance.webhook(headers: [("x-roster-signature", signature)], body: body)
        let expected = EmittedItem.Event(
            event: UInt32(event), atUnixMilliseconds: 0, accountID: account, groupID: group, dedupeID: "d1")
        #expect(outcome.status == USHER_OK && outcome.items == [.event(expected)])
        for forged in ["", "00", String(signature.reversed())] {
            let refused = desk.instance.webhook(headers: [("x-roster-signature", forged)], body: body)
            #expect(refused.status == USHER_E_POLICY && !refused.items.contains(.event(expected)))
        }
        desk.host.secrets.values["config/webhook_secret"] = nil
        #expect(desk.instance.webhook(headers: [("x-roster-signature", signature)], body: body).status == USHER_E_POLICY)
    }

    @Test(
        "a signed webhook that cannot be understood moves nothing",
        arguments: [
            ("{}", USHER_E_UPSTREAM), (#"{"event":"group","delivery":"d"}"#, USHER_E_UPSTREAM),
            (#"{"event":"group","group":"","delivery":"d"}"#, USHER_E_UPSTREAM),
            (#"{"event":"group","group":"7"}"#, USHER_E_UPSTREAM), (#"{"event":"party","delivery":"d"}"#, USHER_OK),
        ])
    func strangeWebhook(_ text: String, _ status: Int) throws {
        let desk = try Desk()
        let body = Array(text.utf8)
        let signature = MemorySecrets.hmac(.sha256, of: body, under: Array("key".utf8))
        let outcome = desk.instance.webhook(headers: [("x-roster-signature", signature)], body: body)
        #expect(Int(outcome.status) == status)
        #expect(!outcome.items.contains { if case .event = $0 { true } else { false } })
    }

    @Test("who types the code that the roster shows has the account, under the id that never changes")
    func linking() throws {
        let desk = try Desk()
        guard case .linkStep(let form)? = desk.instance.begin().items.first else {
            Issue.record("no form")
            return
        }
        #expect(form.step == UInt32(USHER_STEP_FORM) && JSONDocument(form.formJSON)?.find("/properties/code") != nil)
        desk.answer("/links", json: #"{"linked":true,"id":"a1","name":"Ann"}"#, by: "POST")
        let typed = TestInstance.LinkEvent.form(json: #"{"account":"Ann","code":"c0de"}"#)
        guard case .linkStep(let done)? = desk.instance.resume(typed).items.first else {
            Issue.record("no step")
            return
        }
        #expect(done.step == UInt32(USHER_STEP_DONE) && done.accountID == "a1" && done.accountName == "Ann")
        #expect(desk.host.http.requests.last?.text == #"{"account":"Ann","code":"c0de"}"#)
        #expect(!desk.host.log.joined().contains("c0de"))
        desk.answer("/links", json: #"{"linked":false}"#, by: "POST")
        guard case .linkStep(let failed)? = desk.instance.resume(typed).items.first else {
            Issue.record("no step")
            return
        }
        #expect(failed.step == UInt32(USHER_STEP_FAILED) && failed.accountID.isEmpty)
        desk.answer("/links", json: #"{"linked":true}"#, by: "POST")
        #expect(desk.instance.resume(typed).status == USHER_E_UPSTREAM)
        #expect(desk.instance.resume(.poll).status == USHER_E_INVALID)
    }

    @Test("an admin sees what the roster says, and nothing when it says nothing")
    func actions() throws {
        typealias Ask =
            @convention(c) (UnsafeMutableRawPointer?, UnsafeMutablePointer<usher_call>?, usher_str, usher_str) -> usher_status
        func ask(_ desk: Desk) -> TestHost.Outcome {
            desk.instance.act("ask", as: Ask.self) { function, me, call in
                with("7") { group in with("a1") { function(me, call, group, $0) } }
            }
        }
        let desk = try Desk()
        desk.answer(Desk.single, json: #"{"member":true,"role":"owner"}"#)
        #expect(ask(desk).items == [.result(#"{"member":true,"role":"owner"}"#)])
        desk.answer(Desk.single, json: #"{"member":false}"#)
        #expect(ask(desk).items == [.result(#"{"member":false}"#)])
        desk.answer(Desk.single, json: "{}")
        #expect(ask(desk).status == USHER_E_UPSTREAM)
        let (first, second) = (Desk.listing, Desk.listing + "?cursor=2")
        desk.answer(first, json: #"{"members":[{"id":"a1","name":"Ann","role":"owner"}],"next":"2","total":2}"#)
        desk.answer(second, json: #"{"members":[{"id":"b2","name":"Bob","role":"guest"}],"next":null,"total":2}"#)
        let expected = #"{"members":[{"id":"a1","name":"Ann"},{"id":"b2","name":"Bob"}]}"#
        #expect(desk.instance.act("list", "7").items == [.result(expected)])
        desk.answer(second, with: .init(500))
        #expect(desk.instance.act("list", "7").status == USHER_E_UPSTREAM)
    }

    @Test("health is a list of groups, and words for an admin where there is none")
    func health() throws {
        let desk = try Desk()
        desk.answer("/groups", json: #"{"groups":[],"next":null}"#)
        #expect(desk.instance.health().status == USHER_OK)
        desk.answer("/groups", with: .init(401))
        #expect(desk.instance.health().status == USHER_E_CONFIG)
        desk.answer("/groups", with: .init(200, body: Array("<html></html>".utf8)))
        #expect(desk.instance.health().message == "the list of groups: the roster's answer is not JSON")
    }

    @Test(
        "a configuration that cannot work is refused with the key to change",
        arguments: [
            ("{}", "url: is missing"), (#"{"url":"roster.example.org"}"#, "url: must begin with"),
            (#"{"url":"ftp://roster.example.org"}"#, "url: must begin with"),
            (#"{"url":"https://r.example/?a=b"}"#, "url: must be"),
            (#"{"url":7}"#, "url: must be a text"), (#"{"url":"https://r.example","listing":"no"}"#, "listing: must be"),
            (#"{"url":"https://r.example","batches":true}"#, "batches: is not a known key"),
        ])
    func configuration(_ config: String, _ complaint: String) throws {
        let refused = try #require(throws: TestInstance.Refused.self) {
            try TestInstance(of: rosterTable.pointer, config: config)
        }
        #expect(refused.outcome.status == USHER_E_CONFIG)
        #expect(refused.outcome.message?.hasPrefix(complaint) == true, "\(refused.outcome.message ?? "")")
    }

    @Test(
        "a requirement that cannot be read makes nobody known", arguments: ["{}", #"{"group":7}"#, #"{"group":"7","rolle":"x"}"#])
    func requirement(_ text: String) throws {
        let desk = try Desk()
        #expect(desk.finding(text) == .failed(USHER_E_CONFIG) && desk.findings(text, "a1") == [.failed(USHER_E_CONFIG)])
        #expect(desk.instance.members(of: text).status == USHER_E_CONFIG && desk.host.http.requests.isEmpty)
    }
}
