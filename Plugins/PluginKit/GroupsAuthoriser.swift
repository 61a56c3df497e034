/// A plugin that can show an admin what there is to choose from when writing a rule (`usher.groups/1`).
public protocol GroupsAuthoriser: Authoriser {
    /// One page of groups.
    ///
    /// - Parameters:
    ///   - parent: ``Group/id`` of the group to look into; empty at the top.
    ///   - query: what the admin typed; may be empty.
    ///   - cursor: empty for the first page, then ``GroupsPage/next`` of the page before.
    func groups(in parent: String, matching query: String, cursor: String, call: Call) throws -> GroupsPage
}

/// One thing that an admin can pick instead of writing a requirement by hand: a team, a tier, a directory group.
public struct Group: Hashable, Sendable {
    /// Never changes at the third party.
    public var id: String
    /// For people.
    public var name: String
    /// What it is, for people, in English, for example "team".
    public var kind: String
    /// For people; may be empty.
    public var description: String
    /// An https address; may be empty.
    public var iconURL: String
    /// The requirement that means this group; `nil` when it cannot be one itself.
    public var requirement: JSONValue?
    /// Whether listing with this id as parent gives more.
    public var hasChildren: Bool
    /// How many members it has; `nil` = not known.
    public var memberHint: Int64?

    /// Puts the parts together.
    public init(
        id: String, name: String, kind: String, requirement: JSONValue?, description: String = "", iconURL: String = "",
        hasChildren: Bool = false, memberHint: Int64? = nil
    ) {
        self.id = id
        self.name = name
        self.kind = kind
        self.requirement = requirement
        self.description = description
        self.iconURL = iconURL
        self.hasChildren = hasChildren
        self.memberHint = memberHint
    }
}

/// One page of groups.
public struct GroupsPage: Hashable, Sendable {
    /// The groups.
    public var groups: [Group]
    /// Where the next page begins; empty on the last one.
    public var next: String

    /// Puts the parts together.
    public init(_ groups: [Group], next: String = "") {
        self.groups = groups
        self.next = next
    }
}
