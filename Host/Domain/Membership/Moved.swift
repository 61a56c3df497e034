// What is known about an upgraded room becomes the new one's.

extension Departure {
    /// The same after the move: in the new room if it was in the old one, and approved by the same rule under its new name.
    public func moved(by move: PolicyMove) -> Departure {
        Departure(
            room: room == move.old ? move.new : room, user: user, since: since, dueAt: dueAt, noticedAt: noticedAt,
            reason: reason, instances: instances, approvedVersion: approvedVersion.map(move.renamed), removedAt: removedAt,
            removals: removals)
    }
}

extension Taking {
    /// The same after the move: whoever was in the old room counts among the people of the new one.
    public func moved(by move: PolicyMove) -> Taking {
        room == move.old ? Taking(room: move.new, user: user, instances: instances, at: at) : self
    }
}

extension [Reprieve] {
    /// The reprieves of one room hold in another one, too; what that has for the same person stays. A space may still govern the
    /// old room, and a person's word is not taken back.
    public func moved(by move: PolicyMove) -> [Reprieve] {
        guard move.old != move.new else { return self }
        let there = Set(filter { $0.room == move.new }.map(\.user))
        return self
            + filter { $0.room == move.old && !there.contains($0.user) }
            .map { Reprieve(room: move.new, user: $0.user, until: $0.until) }
    }
}

extension HeldPlan {
    /// The same plan after the move, in whichever rooms the moved rule is a part of it; it keeps its hash, by which a person
    /// knows it.
    public func moved(by move: PolicyMove) -> HeldPlan {
        HeldPlan(
            hash: hash, heldAt: heldAt,
            causes: causes.map { cause in
                if case .room(move.old, let removed, let governed) = cause {
                    .room(move.new, removed: removed, governed: governed)
                } else {
                    cause
                }
            },
            groups: groups.map { group in
                ActGroup(
                    kind: group.kind, room: group.room == move.old ? move.new : group.room, reason: group.reason,
                    instances: group.instances, ruleVersion: move.renamed(group.ruleVersion), people: group.people)
            }.arranged, isDropped: isDropped)
    }
}
