import PluginKit

extension Roster: MembersAuthoriser, GroupsAuthoriser {
    /// One page of everybody. The cheapest way: nothing is sent again while the group stays as it is.
    ///
    /// The roster names the whole listing by an ETag, which each page carries. It goes along in the cursor, because pages of two
    /// listings must not make one: whoever moved from page 2 to page 1 in between would be on neither.
    func members(of requirement: JSON, cursor: String, etag: String, call: Call) throws -> MembersPage {
        guard config.lists else { throw PluginError(.unsupported, "listing: is off for this instance") }
        let wanted = try Requirement(requirement)
        let what = "the list of members"
        let place = try Place(cursor)
        let client = Client(config: config, call: call)
        let response = try client.get(
            ["groups", wanted.group, "members"], query: [("cursor", place?.cursor ?? "")], etag: place == nil ? etag : "", what)
        if response.status == 304 {
            var page = MembersPage.notModified(etag: etag, isAuthoritative: true)
            page.goodForMilliseconds = config.goodForMilliseconds
            return page
        }
        let listing = Place.etag(of: response)
        guard place.map({ $0.etag == listing }) ?? true else {
            throw PluginError(.upstream, "\(what): the group changed while it was listed", retryAfterMilliseconds: 1_000)
        }
        let answer = try Answer(response, what, call: call)
        let members = try answer.list("members").compactMap { member -> Member? in
            let (id, role) = (try member.text("id"), try member.text("role"))
            guard wanted.role == nil || wanted.role == role else { return nil }
            return Member(accountID: id, accountName: try member.text("name"), facts: ["role": .string(role)])
        }
        let next = try answer.next()
        guard next.isEmpty || next != place?.cursor else {
            throw PluginError(.upstream, "\(what): the roster gives the same page for ever")
        }
        var page = MembersPage(
            members, next: next.isEmpty ? "" : Place(etag: listing, cursor: next).text, etag: next.isEmpty ? listing : "",
            isAuthoritative: true)
        page.totalHint = try answer.number("total")
        page.goodForMilliseconds = config.goodForMilliseconds
        return page
    }

    /// One page of the groups that an admin can choose from.
    func groups(in parent: String, matching query: String, cursor: String, call: Call) throws -> GroupsPage {
        let what = "the list of groups"
        let response = try Client(config: config, call: call)
            .get(["groups"], query: [("parent", parent), ("q", query), ("cursor", cursor)], what)
        let answer = try Answer(response, what, call: call)
        let groups = try answer.list("groups").map { group -> Group in
            let id = try group.text("id")
            return Group(
                id: id, name: try group.text("name"), kind: "group", requirement: ["group": .string(id)],
                hasChildren: try group.flag("children"), memberHint: try group.number("members"))
        }
        return GroupsPage(groups, next: try answer.next())
    }
}

/// Where a listing goes on: the name of the listing, and the roster's own cursor. As text, with a space between them, which no
/// ETag contains (RFC 9110, section 8.8.3).
private struct Place {
    let etag: String
    let cursor: String

    init(etag: String, cursor: String) {
        self.etag = etag
        self.cursor = cursor
    }

    /// `nil` for the first page.
    init?(_ text: String) throws {
        if text.isEmpty { return nil }
        guard let space = text.firstIndex(of: " ") else { throw PluginError(.invalid, "the cursor is none of ours") }
        etag = String(text[..<space])
        cursor = String(text[text.index(after: space)...])
    }

    var text: String { etag + " " + cursor }

    /// Empty when the roster gave none, or none that is one.
    static func etag(of response: HTTPResponse) -> String {
        let etag = response.header("etag") ?? ""
        return etag.contains(" ") ? "" : etag
    }
}
