import UsherDomain

/// What one state event says, as far as it counts for membership. Only what is needed is kept: strangers write these events, and
/// there may be a million of them.
enum StateFact: Hashable, Sendable {
    /// `m.room.member`; `nil` when nobody knows what it says.
    case member(PersonNumber, Standing?)
    /// `m.room.create`.
    case create(sender: UserID?, content: JSONValue?)
    /// `m.room.power_levels`, unread: what it means depends on the room's version.
    case powerLevels(JSONValue?)
    /// `m.room.join_rules`, likewise.
    case joinRules(JSONValue?)
    /// `m.room.name`, shortened.
    case name(String?)
    /// `m.room.canonical_alias`, shortened.
    case alias(String?)
    /// `m.room.tombstone`; `nil` when it names no room.
    case tombstone(Tombstone?)
    /// `m.space.child`; `nil` when the room is no child (any more).
    case child(RoomID, [ServerName]?)
    /// `m.space.parent`, with its sender; `nil` when it says nothing (any more).
    case parent(RoomID, UserID?)

    var isCreation: Bool {
        if case .create = self { true } else { false }
    }
}
