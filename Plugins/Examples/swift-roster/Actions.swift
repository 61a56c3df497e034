import PluginKit

/// What an admin asks who wonders why somebody is let in or not: `usher action roster ask --group 7 --account a1`.
extension Roster: ActionAuthoriser {
    static let actions = [
        ExportedAction(ask) { ask.enter($0, $1, $2, $3) },
        ExportedAction(list) { list.enter($0, $1, $2) },
    ]

    private static let readOnly: ActionTraits = [.readOnly, .idempotent]

    private static let ask = Action(
        "ask", "Ask the roster about an account", readOnly, TextArgument("group", "the id of the group"),
        TextArgument("account", "the id of the account")
    ) { (roster: Roster, call: Call, group: String, account: String) in
        let what = "the membership"
        let response = try Client(config: roster.config, call: call).get(["groups", group, "members", account], what)
        switch try Membership(Answer(response, what, call: call)) {
        case .none: return ["member": false]
        case .member(let role): return ["member": true, "role": .string(role)]
        }
    }

    /// Most pages of one listing: no more than an admin wants to read.
    private static let pagesMax = 100

    private static let list = Action(
        "list", "List the members of a group", readOnly, TextArgument("group", "the id of the group")
    ) { (roster: Roster, call: Call, group: String) in
        let requirement = JSON(JSONValue.object([("group", .string(group))]).text, call: call)
        let members = try Pages.all(from: "", pagesMax: pagesMax, call: call) { cursor in
            let page = try roster.members(of: requirement, cursor: cursor, etag: "", call: call)
            return Page(page.members, next: page.next)
        }
        let shown = members.map { member -> JSONValue in
            ["id": .string(member.accountID), "name": .string(member.accountName)]
        }
        return ["members": .array(shown)]
    }
}
