extension FollowUpgrade {
    /// Who had gone from the rooms that `new` replaces: left by themselves, or removed or banned by somebody else. An upgrade
    /// copies bans at best; but a person's own leave and a moderator's decision hold for the room that goes on, too (law 9). What
    /// a person did last counts. Rooms before `new` are looked at as far as both ends agree (``step(from:room:)``), and no
    /// further than ``chainMax``; where the next one cannot be seen any more, `remembered` tells what it said.
    public static func leavers(
        before new: ObservedRoom, room: (RoomID) -> ObservedRoom?, remembered: (RoomID) -> PersonSet
    ) -> PersonSet {
        var gone: PersonSet = []
        var seen: PersonSet = []
        var visited: Set<RoomID> = [new.id]
        var current = new
        for _ in 0..<chainMax {
            guard let id = current.predecessor, visited.insert(id).inserted else { break }
            guard let old = room(id), let tombstone = old.tombstone, tombstone.replacement == current.id,
                old.power.canUpgrade(tombstone.sender)
            else { return gone.union(remembered(current.id).subtracting(seen)) }
            let people = old.people
            gone.formUnion(
                people.leftThemselves.union(people.removedByOthers).union(people.banned).union(people.unreadable)
                    .subtracting(seen))
            seen.formUnion(people.everybody)
            current = old
        }
        return gone
    }
}
