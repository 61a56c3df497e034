import Testing
import UsherDomain
import UsherWire

@testable import UsherPlugins

@Suite("What a plugin returned, read as an answer")
struct AnswersTests {
    @Test(
        "a wait that it names is believed up to an hour, and nonsense is not believed at all",
        arguments: [
            (.max, 3_600_000), (1_000_000_000_000_000_000, 3_600_000), (5_000, 5_000), (0, nil), (-1, nil), (.min, nil),
        ] as [(Int64, Int64?)])
    func retryAfter(named: Int64, believed: Int64?) {
        let failure = Outcome.Failure(retryAfterMilliseconds: named, message: "later")
        let end = CallEnd.returned([Outcome(status: -5, failure: failure)])
        guard case .unknown(let unknown) = Answers.done(end) else {
            Issue.record("a failure was read as an answer")
            return
        }
        #expect(unknown.retryAfterMilliseconds == believed)
    }

    // MARK: Evidence

    private func evidence(_ outcomes: Outcome..., isBatch: Bool = false) -> [Evidence] {
        let now = Instant(unixMilliseconds: 0)
        return Answers.evidence(.returned(outcomes), count: outcomes.count, isBatch: isBatch, at: now)
    }

    private func item(_ finding: Int32, retryAfter: Int64 = 0, flags: UInt32 = 0) -> Outcome {
        Outcome(
            status: 0,
            item: .evidence(
                EvidenceItem(
                    finding: finding, goodForMilliseconds: 0, retryAfterMilliseconds: retryAfter, flags: flags, reason: "",
                    factsJSON: "")))
    }

    @Test("A wait in the evidence is about its person, up to an hour, and only where nothing is known")
    func evidenceWait() {
        func wait(_ finding: FindingCode, _ milliseconds: Int64) -> Evidence.Wait? {
            evidence(item(finding.rawValue, retryAfter: milliseconds)).first?.wait
        }
        #expect(wait(.unknown, 5_000) == Evidence.Wait(milliseconds: 5_000, scope: .person))
        #expect(wait(.unknown, .max) == Evidence.Wait(milliseconds: 3_600_000, scope: .person))
        for none in [0, -1, .min] as [Int64] { #expect(wait(.unknown, none) == nil) }
        #expect(wait(.holds, 5_000) == nil && wait(.holdsNot, 5_000) == nil)
    }

    @Test("A call that fails says of everybody when to come again; USHER_E_RELINK is about the one person it was about")
    func evidenceFailure() {
        let busy = Outcome(
            status: StatusCode.rateLimited.rawValue, failure: .init(retryAfterMilliseconds: 7_000, message: "busy"))
        let relink = Outcome(
            status: StatusCode.relink.rawValue, failure: .init(retryAfterMilliseconds: 9_000, message: "revoked"))
        let said = evidence(busy, relink, item(FindingCode.holds.rawValue, flags: EvidenceFlag.relink))
        let waits: [Evidence.Wait?] = [
            .init(milliseconds: 7_000, scope: .everybody), .init(milliseconds: 9_000, scope: .person), nil,
        ]
        #expect(said.map(\.wait) == waits)
        #expect(said.map(\.wantsRelink) == [false, true, true])
        #expect(said[2].finding == .holds && said[1].finding.isUnknown)
        // A batch that fails does not say whose account it means.
        let batch = evidence(relink, relink, isBatch: true)
        #expect(batch.allSatisfy { !$0.wantsRelink && $0.wait?.scope == .everybody && $0.finding.isUnknown })
        #expect(evidence(relink, isBatch: true).map(\.wantsRelink) == [true])
    }

    // MARK: Listings

    private func members(_ items: [BorrowedItem], status: Int32 = 0, cursor: [UInt8] = [], etag: [UInt8] = []) throws
        -> MemberListing?
    {
        let end = CallEnd.listed(Outcome(status: status), try Told.items(items))
        guard case .answered(let listing) = Answers.members(end, cursor: cursor, etag: etag) else { return nil }
        return listing
    }

    @Test("A page of members is believed when it ends with one PAGE and leads on")
    func membersPage() throws {
        let ann = Told.member("1", "Ann \u{202e}B")
        let whole = try members([
            ann, Told.member("2"), Told.page(flags: PageFlag.authoritative, next: "c2", total: 7, goodFor: 5),
        ])
        let expected = MemberPage(
            members: [
                MemberPage.Member(accountID: "1", accountName: "Ann  B", factsJSON: ""),
                MemberPage.Member(accountID: "2", accountName: "", factsJSON: ""),
            ], totalHint: 7, goodForMilliseconds: 5, isAuthoritative: true, nextCursor: Array("c2".utf8), etag: [])
        #expect(whole == .page(expected))
        #expect(try members([Told.page()]) != nil)
        #expect(try members([]) == nil)
        #expect(try members([ann]) == nil)
        #expect(try members([Told.page(), ann]) == nil)
        #expect(try members([Told.page(), Told.page()]) == nil)
        #expect(try members([Told.member(""), Told.page()]) == nil)
        #expect(try members([Told.group("g"), Told.page()]) == nil)
        #expect(try members([ann, Told.page(goodFor: -1)]) == nil)
        #expect(try members([ann, Told.page()], status: -6) == nil)
        #expect(try members([ann, Told.page()], status: 3) == nil)
        #expect(try members([ann, Told.page(next: "same")], cursor: Array("same".utf8)) == nil)
        #expect(try members([ann, Told.page(next: "next")], cursor: Array("same".utf8)) != nil)
        guard case .page(let page)? = try members([Told.page(total: -3, goodFor: .max)]) else {
            Issue.record("a page without members is a page")
            return
        }
        #expect(page.totalHint == nil)
        #expect(page.goodForMilliseconds == Answers.goodForMillisecondsMax)
    }

    @Test("\"Not modified\" is believed only of a snapshot that was named, and only alone")
    func notModified() throws {
        let etag = Array("e".utf8)
        let said = Told.page(flags: PageFlag.notModified, goodFor: 9)
        #expect(try members([said], etag: etag) == .notModified(goodForMilliseconds: 9))
        #expect(try members([said]) == nil)
        #expect(try members([said], cursor: [1], etag: etag) == nil)
        #expect(try members([Told.member("1"), said], etag: etag) == nil)
        #expect(try members([Told.page(flags: PageFlag.notModified, next: "c")], etag: etag) == nil)
    }

    @Test("A page of groups is believed when every group makes sense")
    func groups() throws {
        func read(_ items: [BorrowedItem]) throws -> GroupPage? {
            guard case .answered(let page) = Answers.groups(.listed(Outcome(status: 0), try Told.items(items)), cursor: []) else {
                return nil
            }
            return page
        }
        let page = try read([Told.group("g", requirement: #"{"team":1}"#, icon: "https://example.org/i.png"), Told.page()])
        #expect(page?.groups.first?.requirementJSON == #"{"team":1}"#)
        #expect(page?.groups.first?.memberHint == nil)
        #expect(page?.nextCursor == nil)
        #expect(try read([Told.group("g"), Told.page()])?.groups.first?.requirementJSON == nil)
        #expect(try read([Told.group(""), Told.page()]) == nil)
        #expect(throws: WireFault.notJSON) { try read([Told.group("g", requirement: "[1]"), Told.page()]) }
        #expect(try read([Told.group("g", icon: "http://example.org"), Told.page()]) == nil)
        #expect(try read([Told.group("g", icon: "javascript:alert(1)"), Told.page()]) == nil)
        #expect(try read([Told.group("g", hint: -2), Told.page()]) == nil)
        #expect(try read([Told.member("m"), Told.page()]) == nil)
        #expect(try read([Told.page(flags: PageFlag.notModified)]) == nil)
    }

    // MARK: Linking

    private func step(_ item: BorrowedItem) throws -> LinkStep? {
        let end = CallEnd.returned([Outcome(status: 0, item: try Told.items([item]).first)])
        guard case .answered(let step) = Answers.linkStep(end, mayLead: { $0 == "https://good.example/" }) else { return nil }
        return step
    }

    @Test("A link step is believed when it is one of the five and has what belongs to it")
    func linkSteps() throws {
        guard case .redirect("https://good.example/")? = try step(Told.step(.redirect, url: "https://good.example/"))?.act else {
            Issue.record("a redirect to a good host was refused")
            return
        }
        #expect(try step(Told.step(.redirect, url: "https://evil.example/")) == nil)
        #expect(try step(Told.step(.form, form: #"{"type":"object"}"#)) != nil)
        #expect(throws: WireFault.notJSON) { try step(Told.step(.form, form: "[]")) }
        #expect(try step(Told.step(.form)) == nil)
        guard case .wait(_, let soon)? = try step(Told.step(.wait))?.act,
            case .wait(_, let late)? = try step(Told.step(.wait, poll: .max))?.act
        else {
            Issue.record("waiting was refused")
            return
        }
        #expect(soon == 1_000 && late == 60_000)
        #expect(try step(Told.step(.wait, poll: -1)) == nil)
        guard case .done(let account)? = try step(Told.step(.done, account: "42", link: "{}"))?.act else {
            Issue.record("a linked account was refused")
            return
        }
        #expect(account.accountID == "42" && account.secret == nil)
        #expect(try step(Told.step(.done)) == nil)
        #expect(throws: WireFault.notJSON) { try step(Told.step(.done, account: "42", link: "7")) }
        #expect(try step(Told.step(.failed)) != nil)
        #expect(try step(Told.step(nil)) == nil)
        #expect(try step(Told.step(.failed, expires: -1)) == nil)
        #expect(try step(Told.step(.failed, expires: .max))?.expiresMilliseconds == Answers.stepMillisecondsMax)
        #expect(try step(Told.page()) == nil)
    }

    // MARK: Events

    private func webhook(_ items: [BorrowedItem], status: Int32 = 0) throws -> WebhookAnswer? {
        guard case .answered(let answer) = Answers.webhook(.listed(Outcome(status: status), try Told.items(items))) else {
            return nil
        }
        return answer
    }

    @Test("A webhook's events are believed with success, and a wrong signature is answered 403 without any")
    func webhooks() throws {
        let event = Told.event(.account, account: "42")
        #expect(try webhook([event])?.status == 204)
        #expect(try webhook([event])?.events.map(\.kind) == [.account("42")])
        #expect(try webhook([event], status: StatusCode.policy.rawValue) == WebhookAnswer(events: [], status: 403))
        #expect(Answers.webhook(.returned([Outcome(status: -9)])) == .answered(WebhookAnswer(events: [], status: 403)))
        #expect(try webhook([event], status: -6) == nil)
        #expect(try webhook([event], status: 1) == nil)
        let reply = try webhook([Told.reply(200, "application/json", "{}"), event])
        #expect(reply?.body == Array("{}".utf8) && reply?.contentType == "application/json" && reply?.events.count == 1)
        #expect(try webhook([Told.reply(204, "", ""), Told.reply(204, "", "")]) == nil)
        for status in [0, 100, 199, 300, 302, 399, 600, UInt32.max] { #expect(try webhook([Told.reply(status, "", "")]) == nil) }
        for status in [200, 299, 400, 503, 599] { #expect(try webhook([Told.reply(UInt32(status), "", "")]) != nil) }
        for type in ["text/html", "", "application/json\r\nSet-Cookie: a=b", "image/svg+xml"] {
            #expect(try webhook([Told.reply(200, type, "x")]) == nil, "\(type)")
        }
        #expect(try webhook([Told.reply(200, "text/plain; charset=utf-8", "x")]) != nil)
        #expect(try webhook([Told.member("m")]) == nil)
        #expect(try webhook([Told.event(.account)]) == nil)
        #expect(try webhook([Told.event(.group, account: "42")]) == nil)
        #expect(try webhook([Told.event(.revoked)]) == nil)
        #expect(try webhook([Told.event(nil, account: "42")]) == nil)
        #expect(try webhook([Told.event(.all)])?.events.map(\.kind) == [.all])
    }
}
