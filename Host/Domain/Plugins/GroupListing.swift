/// One thing that an admin can pick instead of writing a requirement by hand: a team, a tier, a directory group.
public struct AuthoriserGroup: Hashable, Sendable {
    /// Never changes at the third party.
    public let id: String
    public let name: String
    /// For people, for example "team".
    public let kind: String
    public let about: String
    /// https, or empty.
    public let iconURL: String
    /// The requirement that means this group; `nil` when it cannot be one itself.
    public let requirementJSON: String?
    /// `nil` = not known.
    public let memberHint: Int64?
    public let hasChildren: Bool

    public init(
        id: String, name: String, kind: String, about: String, iconURL: String, requirementJSON: String?, memberHint: Int64?,
        hasChildren: Bool
    ) {
        self.id = id
        self.name = name
        self.kind = kind
        self.about = about
        self.iconURL = iconURL
        self.requirementJSON = requirementJSON
        self.memberHint = memberHint
        self.hasChildren = hasChildren
    }
}

/// One page of groups.
public struct GroupPage: Hashable, Sendable {
    public let groups: [AuthoriserGroup]
    /// Where the next page begins; `nil` on the last one.
    public let nextCursor: [UInt8]?

    public init(groups: [AuthoriserGroup], nextCursor: [UInt8]?) {
        self.groups = groups
        self.nextCursor = nextCursor
    }
}
