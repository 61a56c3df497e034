// What is known about an upgraded room becomes the new one's.

extension Departure {
    /// The same, in another room.
    public func moved(to room: RoomID) -> Departure {
        Departure(
            room: room, user: user, since: since, dueAt: dueAt, noticedAt: noticedAt, reason: reason, instances: instances,
            approvedVersion: approvedVersion, removedAt: removedAt, removals: removals)
    }
}

extension [Reprieve] {
    /// The reprieves of one room hold in another one, too; what that has for the same person stays. A space may still govern the
    /// old room, and a person's word is not taken back.
    public func moved(from old: RoomID, to new: RoomID) -> [Reprieve] {
        guard old != new else { return self }
        let there = Set(filter { $0.room == new }.map(\.user))
        return self
            + filter { $0.room == old && !there.contains($0.user) }
            .map { Reprieve(room: new, user: $0.user, until: $0.until) }
    }
}

extension HeldPlan {
    /// The same plan, where one room has become another; it keeps its hash, by which a person knows it.
    public func moved(from old: RoomID, to new: RoomID) -> HeldPlan {
        HeldPlan(
            hash: hash, heldAt: heldAt,
            causes: causes.map { cause in
                if case .room(old, let removed, let governed) = cause {
                    .room(new, removed: removed, governed: governed)
                } else {
                    cause
                }
            },
            groups: groups.map { group in
                group.room != old
                    ? group
                    : ActGroup(
                        kind: group.kind, room: new, reason: group.reason, instances: group.instances,
                        ruleVersion: group.ruleVersion, people: group.people)
            }, isDropped: isDropped)
    }
}
