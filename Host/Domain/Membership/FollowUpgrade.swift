/// Decides where a room goes on after an upgrade. A room is followed only when both ends agree: the old one names its
/// replacement, by somebody who may end it, the new one names the old as its predecessor, and the bot is in both. Otherwise
/// anybody who makes a room could claim the members and the rule of another.
public enum FollowUpgrade {
    /// How many upgrades in a row are followed at once: a room is upgraded every few years.
    public static let chainMax = 10

    /// Where `old` goes on; `nil` when it was not upgraded. `room` gives the rooms that the bot is in. A chain is followed as
    /// far as it is sound; one that comes back to where it was is not followed at all.
    public static func step(from old: ObservedRoom, room: (RoomID) -> ObservedRoom?) -> UpgradeStep? {
        guard let first = old.tombstone else { return nil }
        var seen: Set<RoomID> = [old.id]
        var current = old
        while let tombstone = current.tombstone {
            guard seen.insert(tombstone.replacement).inserted else { return .no(.upgradeNotFollowed(to: first.replacement)) }
            guard seen.count <= chainMax + 1, current.power.canUpgrade(tombstone.sender) else { break }
            guard let next = room(tombstone.replacement) else {
                if current.id != old.id { break }
                return .join(tombstone.replacement, via: [tombstone.sender.server])
            }
            guard next.predecessor == current.id else { break }
            current = next
        }
        return current.id == old.id ? .no(.upgradeNotFollowed(to: first.replacement)) : .follow(to: current.id)
    }
}

/// What to do about an upgraded room.
public enum UpgradeStep: Hashable, Sendable {
    /// Its rule, exemptions and held plans belong to this room from now on.
    case follow(to: RoomID)
    /// The bot has to join this room first, through one of these servers; then it is seen whether it agrees.
    case join(RoomID, via: [ServerName])
    /// It is not followed.
    case no(RoomProblem)
}
