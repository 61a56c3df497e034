import UsherDomain

/// What `m.room.create` says.
struct RoomCreation: Hashable, Sendable {
    /// Marks a direct room that Usher made for notices to a person, whose ID it holds: so it is found again after a restart.
    static let noticesKey = "org.usher.notices_for"

    let version: RoomVersion
    /// Who made the room: first whom the version calls the creator, then those that have the same power since version 12.
    let creators: [UserID]
    let isSpace: Bool
    let isFederated: Bool
    let predecessor: RoomID?
    /// For whom the bot made this room; `nil` for all others.
    let noticesFor: UserID?

    /// Reads the event; `nil` when nobody knows who made the room, or what its version means.
    init?(sender: UserID?, content: JSONValue?, bot: UserID) {
        guard let sender, let content else { return nil }
        switch content["room_version"] {
        case nil: version = .first
        case .string(let text)?:
            guard let version = RoomVersion(text) else { return nil }
            self.version = version
        case _?: return nil
        }
        if version >= .senderCreates {
            guard let others = Self.others(content["additional_creators"], version) else { return nil }
            creators = [sender] + others
        } else {
            let creator = content["creator"].map { $0.string.flatMap(UserID.init) } ?? sender
            guard let creator else { return nil }
            creators = [creator]
        }
        isSpace = content["type"] == .string("m.space")
        isFederated = content["m.federate"].map { $0 == .bool(true) } ?? true
        predecessor = content["predecessor"]?["room_id"]?.string.flatMap(RoomID.init)
        noticesFor = sender == bot ? content[Self.noticesKey]?.string.flatMap(UserID.init) : nil
    }

    /// The further creators. Names that are no user ID are nobody's; anything else than names is not understood (`nil`).
    private static func others(_ value: JSONValue?, _ version: RoomVersion) -> [UserID]? {
        guard version >= .unlimitedCreators, let value else { return [] }
        guard case .array(let names) = value else { return nil }
        guard names.allSatisfy({ $0.string != nil }) else { return nil }
        return names.compactMap { $0.string.flatMap(UserID.init) }
    }
}
