import PluginABI
import PluginTestHost
import Testing

@testable import Roster

@Suite("Evidence of a roster")
struct EvidenceTests {
    @Test("a member meets the requirement, and whom the roster denies does not")
    func single() throws {
        let desk = try Desk()
        desk.answer(Desk.single, json: #"{"member":true,"role":"guest"}"#)
        #expect(desk.finding() == .holds && desk.finding(Desk.owners) == .holdsNot)
        desk.answer(Desk.single, json: #"{"member":true,"role":"owner"}"#)
        #expect(desk.finding(Desk.owners) == .holds)
        desk.answer(Desk.single, json: #"{"member":false}"#)
        #expect(desk.finding() == .holdsNot && desk.finding(Desk.owners) == .holdsNot)
        #expect(desk.host.http.requests.allSatisfy { $0.header("authorization") == "Bearer t0ken" && !$0.followsRedirects })
        #expect(desk.host.violations.isEmpty)
    }

    @Test(
        "whatever else the roster answers says nothing about anybody",
        arguments: [
            "", "null", "[]", "{}", "{", "<!DOCTYPE html><p>Back in a minute.</p>", #"{"status":"ok"}"#, #"{"member":null}"#,
            #"{"member":"false"}"#, #"{"member":0}"#, #"{"member":true}"#, #"{"member":true,"role":7}"#, #"{"member":tr"#,
            #"{"member":false}{"member":true}"#, #"[{"member":false}]"#,
        ])
    func junk(_ body: String) throws {
        let desk = try Desk()
        desk.answer(Desk.single, with: .init(200, body: Array(body.utf8)))
        #expect(desk.finding() == .failed(USHER_E_UPSTREAM))
        desk.answer(Desk.batch, with: .init(200, body: Array(body.utf8)), by: "POST")
        #expect(desk.findings(Desk.group, "a1", "b2").allSatisfy { $0 == .failed(USHER_E_UPSTREAM) })
    }

    @Test(
        "a status of failure says nothing about anybody, though its body may",
        arguments: [
            (204, USHER_E_UPSTREAM), (301, USHER_E_UPSTREAM), (302, USHER_E_UPSTREAM), (304, USHER_E_UPSTREAM),
            (400, USHER_E_UPSTREAM), (401, USHER_E_CONFIG), (403, USHER_E_UPSTREAM), (404, USHER_E_UPSTREAM),
            (410, USHER_E_UPSTREAM), (429, USHER_E_RATE_LIMITED), (500, USHER_E_UPSTREAM), (502, USHER_E_UPSTREAM),
            (503, USHER_E_UPSTREAM),
        ])
    func statuses(_ status: Int, _ expected: Int) throws {
        let desk = try Desk()
        for path in [Desk.single, Desk.listing] {
            desk.answer(path, with: .json(#"{"member":false,"members":[],"next":null,"total":0}"#, status: UInt32(status)))
        }
        desk.answer(Desk.batch, with: .json(#"{"accounts":[]}"#, status: UInt32(status)), by: "POST")
        #expect(desk.finding() == .failed(expected))
        #expect(desk.findings(Desk.group, "a1", "b2") == [.failed(expected), .failed(expected)])
        #expect(Int(desk.instance.members(of: Desk.group).status) == expected)
    }

    @Test("what the roster asks to wait is handed on", arguments: [429, 403])
    func wait(_ status: Int) throws {
        let desk = try Desk()
        var answer = ScriptedHTTP.Answer(UInt32(status))
        answer.retryAfterMilliseconds = 30_000
        desk.answer(Desk.single, with: answer)
        let outcome = desk.instance.evaluate(Desk.group, of: TestSubject(accountID: "a1"))
        guard case .failure(let failure)? = outcome.items.last else {
            Issue.record("no error: \(outcome)")
            return
        }
        #expect(outcome.status == USHER_E_RATE_LIMITED && failure.retryAfterMilliseconds == 30_000)
    }

    @Test("a connection that breaks, and one that hangs, say nothing", arguments: [USHER_E_UPSTREAM, USHER_E_TIMEOUT])
    func broken(_ status: Int) throws {
        let desk = try Desk()
        desk.answer(Desk.single, with: .failure(status))
        desk.answer(Desk.batch, with: .failure(status), by: "POST")
        #expect(desk.finding() == .failed(status) && desk.findings(Desk.group, "a1") == [.failed(status)])
        let message = desk.instance.evaluate(Desk.group, of: TestSubject(accountID: "a1")).message
        #expect(message?.hasPrefix("the membership: the roster ") == true, "\(message ?? "")")
    }

    @Test("who has no account, or an id that leads elsewhere, is not asked about", arguments: ["", ".", ".."])
    func strangeIDs(_ id: String) throws {
        let desk = try Desk()
        #expect(!desk.finding(account: id).isKnown)
        #expect(desk.host.http.requests.isEmpty)
    }

    @Test("ids are escaped, whatever is in them")
    func escaped() throws {
        let desk = try Desk()
        desk.answer("/groups/a%2F..%2Fb/members/x%3Fy%20%23", json: #"{"member":true,"role":"guest"}"#)
        #expect(desk.finding(#"{"group":"a/../b"}"#, account: "x?y #") == .holds)
    }

    @Test("many accounts are one request, and each gets its own answer")
    func batch() throws {
        let desk = try Desk()
        desk.answer(
            Desk.batch,
            json: #"{"accounts":[{"id":"c3","member":false},{"id":"a1","member":true,"role":"guest"}]}"#, by: "POST")
        #expect(desk.findings(Desk.group, "a1", "b2", "c3", "", "a1") == [.holds, .unknown, .holdsNot, .unknown, .holds])
        #expect(desk.findings(Desk.owners, "a1", "c3") == [.holdsNot, .holdsNot])
        #expect(desk.host.http.requests.first?.text == #"{"accounts":["a1","b2","c3"]}"#)
        #expect(desk.host.http.requests.count == 2 && desk.host.violations.isEmpty)
    }

    @Test("accounts that nobody has are not asked about, and need linking")
    func batchOfNobody() throws {
        let desk = try Desk()
        let outcome = desk.instance.evaluate(Desk.group, of: [TestSubject()])
        guard case .evidence(let evidence)? = outcome.items.first else {
            Issue.record("no evidence: \(outcome)")
            return
        }
        #expect(Int(evidence.finding) == USHER_UNKNOWN && evidence.flags == UInt32(USHER_EVIDENCE_RELINK))
        #expect(desk.host.http.requests.isEmpty)
    }

    @Test(
        "an account whose owner has withdrawn their consent is unknown, should be linked again, and is not asked about too soon")
    func withdrawn() throws {
        let desk = try Desk()
        desk.answer(Desk.single, json: #"{"consent":false,"retry_after_s":90}"#)
        let single = desk.instance.evaluate(Desk.group, of: TestSubject(accountID: "a1"))
        guard case .failure(let failure)? = single.items.last else {
            Issue.record("no error: \(single)")
            return
        }
        #expect(single.status == USHER_E_RELINK && failure.retryAfterMilliseconds == 90_000)
        let accounts = #"{"id":"a1","consent":false,"retry_after_s":90},{"id":"b2","consent":true,"member":true,"role":"guest"}"#
        desk.answer(
            Desk.batch, json: #"{"accounts":[\#(accounts),{"id":"c3","consent":false}]}"#, by: "POST")
        #expect(desk.findings(Desk.group, "a1", "b2", "c3") == [.unknown, .holds, .unknown])
        let outcome = desk.instance.evaluate(Desk.group, of: ["a1", "b2", "c3"].map { TestSubject(accountID: $0) })
        let said = outcome.items.compactMap { if case .evidence(let evidence) = $0 { evidence } else { nil } }
        #expect(said.map(\.retryAfterMilliseconds) == [90_000, 0, 0])
        #expect(said.map(\.flags) == [UInt32(USHER_EVIDENCE_RELINK), 0, UInt32(USHER_EVIDENCE_RELINK)])
        desk.answer(Desk.single, json: #"{"consent":"no","member":true,"role":"guest"}"#)
        #expect(!desk.finding().isKnown, "what is no truth value is none")
        #expect(desk.host.violations.isEmpty)
    }

    @Test("what is known is good for as long as the configuration says; what is not known, for no time")
    func freshFor() throws {
        for (more, expected) in [("", 0), (#","fresh_for_s":20"#, 20_000), (#","fresh_for_s":86400"#, 86_400_000)] {
            let desk = try Desk(more)
            desk.answer(Desk.single, json: #"{"member":false}"#)
            desk.answer(Desk.batch, json: #"{"accounts":[{"id":"a1","member":true,"role":"guest"}]}"#, by: "POST")
            desk.answer(Desk.listing, json: #"{"members":[],"next":null,"total":0}"#, etag: #""v1""#)
            let one = desk.instance.evaluate(Desk.group, of: TestSubject(accountID: "a1"))
            let many = desk.instance.evaluate(Desk.group, of: ["a1", "b2"].map { TestSubject(accountID: $0) })
            let goodFor = (one.items + many.items).compactMap { item -> Int64? in
                if case .evidence(let evidence) = item { evidence.goodForMilliseconds } else { nil }
            }
            #expect(goodFor == [Int64(expected), Int64(expected), 0])
            #expect(try desk.instance.allMembers(of: Desk.group).last?.goodForMilliseconds == Int64(expected))
            desk.answer(Desk.listing, with: .init(304))
            let same = try desk.instance.allMembers(of: Desk.group, etag: #""v1""#)
            #expect(same.last?.goodForMilliseconds == Int64(expected))
        }
    }

    @Test("how long answers are good for is bounded", arguments: ["0", "-1", "86401", "9223372036854775807", "1.5", #""20""#])
    func freshForWrong(_ value: String) {
        #expect(throws: (any Error).self) { try Desk(#","fresh_for_s":\#(value)"#) }
    }

    @Test("a roster that contradicts itself is not believed")
    func contradiction() throws {
        let desk = try Desk()
        desk.answer(
            Desk.batch,
            json: #"{"accounts":[{"id":"a1","member":false},{"id":"a1","member":true,"role":"guest"}]}"#, by: "POST")
        #expect(desk.findings(Desk.group, "a1") == [.failed(USHER_E_UPSTREAM)])
    }

    @Test("a roster that cannot answer for many is not asked to")
    func withoutBatches() throws {
        let desk = try Desk(#","batch":false"#)
        #expect(desk.findings(Desk.group, "a1") == [.failed(USHER_E_UNSUPPORTED)] && desk.host.http.requests.isEmpty)
    }
}
