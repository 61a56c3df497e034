import PluginABI
import PluginTestHost
import Testing

@testable import Roster

@Suite("Listings of a roster")
struct ListingTests {
    private static func page(_ members: String, next: String = "null", total: Int = 3) -> String {
        #"{"members":[\#(members)],"next":\#(next),"total":\#(total)}"#
    }

    private static let ann = #"{"id":"a1","name":"Ann","role":"owner"}"#
    private static let bob = #"{"id":"b2","name":"Bob","role":"guest"}"#

    @Test("members come page by page, and the listing keeps the name that the roster gave it")
    func members() throws {
        let desk = try Desk()
        desk.answer(Desk.listing, json: Self.page(Self.ann, next: #""p 2""#), etag: #""v1""#)
        desk.answer(Desk.listing + "?cursor=p%202", json: Self.page(Self.bob), etag: #""v1""#)
        let all = try desk.instance.allMembers(of: Desk.group)
        #expect(
            all.pages == 2 && all.members.map(\.accountID) == ["a1", "b2"] && all.members.map(\.accountName) == ["Ann", "Bob"])
        #expect(all.last?.etag == #""v1""# && all.last?.flags == UInt32(USHER_PAGE_AUTHORITATIVE) && all.last?.totalHint == 3)
        #expect(all.members.map(\.factsJSON) == [#"{"role":"owner"}"#, #"{"role":"guest"}"#])
        let owners = try desk.instance.allMembers(of: Desk.owners)
        #expect(owners.members.map(\.accountID) == ["a1"])
        #expect(desk.host.violations.isEmpty)
    }

    @Test("a listing that did not change is not sent again")
    func unchanged() throws {
        let desk = try Desk()
        desk.answer(Desk.listing, with: .init(304))
        let all = try desk.instance.allMembers(of: Desk.group, etag: #""v1""#)
        #expect(all.members.isEmpty && all.last?.etag == #""v1""#)
        #expect(all.last?.flags == UInt32(USHER_PAGE_NOT_MODIFIED | USHER_PAGE_AUTHORITATIVE))
        #expect(desk.host.http.requests.map { $0.header("if-none-match") } == [#""v1""#])
        #expect(desk.instance.members(of: Desk.group).status == USHER_E_UPSTREAM, "304 to nothing says nothing")
    }

    @Test("pages of two listings do not make one")
    func changedMeanwhile() throws {
        let desk = try Desk()
        desk.answer(Desk.listing, json: Self.page(Self.ann, next: #""2""#), etag: #""v1""#)
        for etag in [#""v2""#, nil] {
            desk.answer(Desk.listing + "?cursor=2", json: Self.page(""), etag: etag)
            #expect(throws: TestInstance.BrokenListing.self) { try desk.instance.allMembers(of: Desk.group) }
        }
    }

    @Test("a listing without an ETag is a listing all the same")
    func withoutETag() throws {
        let desk = try Desk()
        desk.answer(Desk.listing, json: Self.page(Self.ann, next: #""2""#))
        desk.answer(Desk.listing + "?cursor=2", json: Self.page(Self.bob))
        let all = try desk.instance.allMembers(of: Desk.group)
        #expect(all.members.count == 2 && all.last?.etag == "")
    }

    @Test("a listing that never ends is none")
    func endless() throws {
        let desk = try Desk()
        for path in [Desk.listing, Desk.listing + "?cursor=0"] {
            desk.answer(path, json: Self.page(Self.ann, next: #""0""#), etag: #""v1""#)
        }
        #expect(throws: TestInstance.BrokenListing.self) { try desk.instance.allMembers(of: Desk.group) }
        #expect(desk.host.http.requests.count == 2)
    }

    @Test("a second page that fails leaves no listing", arguments: [USHER_E_UPSTREAM, USHER_E_TIMEOUT])
    func secondPage(_ status: Int) throws {
        let desk = try Desk()
        desk.answer(Desk.listing, json: Self.page(Self.ann, next: #""2""#), etag: #""v1""#)
        desk.answer(Desk.listing + "?cursor=2", with: .failure(status))
        #expect(throws: TestInstance.BrokenListing.self) { try desk.instance.allMembers(of: Desk.group) }
    }

    @Test(
        "what cannot be understood is no listing, least of all an empty one",
        arguments: [
            "", "[]", "{}", #"{"members":[]}"#, #"{"members":[],"next":null}"#, #"{"members":[],"total":0}"#,
            #"{"members":[],"next":"","total":0}"#, #"{"members":[],"next":7,"total":0}"#,
            #"{"members":{},"next":null,"total":0}"#,
            #"{"members":null,"next":null,"total":0}"#, #"{"members":["a1"],"next":null,"total":1}"#,
            #"{"members":[{"name":"Ann","role":"owner"}],"next":null,"total":1}"#,
            #"{"members":[{"id":"a1","name":"Ann"}],"next":null,"total":1}"#,
            #"{"members":[{"id":1,"name":"Ann","role":"owner"}],"next":null,"total":1}"#, "<html></html>",
            #"{"members":[{"id":"a1","na"#,
        ])
    func junk(_ body: String) throws {
        let desk = try Desk()
        desk.answer(Desk.listing, with: .init(200, body: Array(body.utf8)))
        #expect(desk.instance.members(of: Desk.group).status == USHER_E_UPSTREAM)
    }

    @Test("a roster that cannot list is not asked to, and a strange cursor leads nowhere")
    func withoutListing() throws {
        let desk = try Desk(#","listing":false"#)
        #expect(desk.instance.members(of: Desk.group).status == USHER_E_UNSUPPORTED)
        #expect(try Desk().instance.members(of: Desk.group, cursor: "x").status == USHER_E_INVALID)
        #expect(desk.host.http.requests.isEmpty)
    }

    @Test("groups carry the requirement that means them")
    func groups() throws {
        let desk = try Desk()
        desk.answer(
            "/groups?parent=p&q=a%26b&cursor=2",
            json: #"{"groups":[{"id":"7","name":"Choir","members":12,"children":true}],"next":"3"}"#)
        let outcome = desk.instance.groups(in: "p", matching: "a&b", cursor: "2")
        guard case .group(let group)? = outcome.items.first, case .page(let page)? = outcome.items.last else {
            Issue.record("no group: \(outcome)")
            return
        }
        #expect(group.id == "7" && group.name == "Choir" && group.requirementJSON == #"{"group":"7"}"#)
        #expect(group.memberHint == 12 && group.flags == UInt32(USHER_GROUP_HAS_CHILDREN) && page.nextCursor == "3")
        desk.answer("/groups", json: #"{"groups":[{"id":"7","name":"Choir"}],"next":null}"#)
        #expect(desk.instance.groups().status == USHER_E_UPSTREAM)
    }
}
