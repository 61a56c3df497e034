import PluginKit

/// What a rule asks of an account: `{"group": "7"}`, or `{"group": "7", "role": "owner"}`.
struct Requirement: Hashable, Sendable {
    /// Longest id of a group, and longest role, in characters.
    static let textLengthMax = 200

    static let schema = Schema.object(
        [
            "group": .text("the id of the group", length: 1...textLengthMax),
            "role": .text("the role that the account must have in it; any unless you say one", length: 1...textLengthMax),
        ], required: ["group"])

    let group: String
    let role: String?

    init(_ json: JSON) throws {
        try json.allowOnly("group", "role")
        guard let group = try json.string("/group") else { throw PluginError(.configuration, "group: is missing") }
        self.group = group
        role = try json.string("/role")
    }

    /// What a membership means for this requirement. There is no third case: who could not find out never gets here.
    func judge(_ membership: Membership) -> Evidence {
        switch membership {
        case .none: return .holdsNot("You are not in the group.")
        case .member(let role) where self.role != nil && self.role != role:
            return .holdsNot("You do not have the role in the group.")
        case .member(let role):
            var evidence = Evidence.holds
            evidence.facts = ["role": .string(role)]
            return evidence
        }
    }
}

/// What the roster said about one account and one group.
enum Membership: Hashable, Sendable {
    /// It is not in the group.
    case none
    /// It is, in this role.
    case member(role: String)

    /// Reads `{"member": true, "role": "owner"}` or `{"member": false}`.
    init(_ answer: Answer) throws {
        self = try answer.flag("member") ? .member(role: answer.text("role")) : .none
    }
}
