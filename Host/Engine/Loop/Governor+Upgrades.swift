import Logging
import UsherDomain

// Rooms that were upgraded: the rule goes along, but only when both ends say so (``FollowUpgrade``).
extension Governor {
    /// Moves the policies of rooms that go on elsewhere, and joins rooms that have to be seen first: of those that are planned,
    /// and those with a policy. All of them each time: what is missing may come by the new room, too. Whether anything moved:
    /// then what is planned is out of date. Throws what the policy store throws when the policies are read anew.
    func followUpgrades(_ planned: [RoomID]) async throws -> Bool {
        let policies = parts.policies.current.policies
        for id in Set(planned).union(policies.keys).sorted(by: { $0.text < $1.text }) {
            guard let room = parts.rooms.room(id), room.tombstone != nil else { continue }
            switch FollowUpgrade.step(from: room, room: { parts.rooms.room($0) }) {
            // Where somebody has given the new room a rule of its own, that stands, and the old room keeps its own.
            case .follow(let new)? where policies[id] != nil && policies[new] == nil: await follow(from: id, to: new)
            case .join(let new, let via)?: want(new, via: via)
            case .follow?, .no?, nil: break
            }
        }
        guard isFollowing else { return false }
        try await catchUp()
        return true
    }

    /// Reads the policies anew if one of them has moved since that was last done.
    func catchUp() async throws {
        guard isFollowing else { return }
        try await parts.policies.load()
        isFollowing = false
    }

    /// One room that cannot be followed must not keep the others from being planned: a later pass tries again.
    private func follow(from old: RoomID, to new: RoomID) async {
        // What a person is deciding at this moment is about the old room: first that ends.
        guard deciding.isEmpty else { return }
        let hasMoved = isFollowing
        isFollowing = true
        let entry = AuditEntry(
            at: parts.clock.now(), act: .policyMoved, actor: "usher", room: new, reason: "the room was upgraded",
            evidenceJSON: #"{"from":"# + CanonicalJSON.quoted(old.text) + "}")
        do {
            guard let move = try await parts.policyStore.move(from: old, to: new, audit: entry) else { return }
            // In memory as in the store, without reading that anew: what happens meanwhile would be put back.
            departures.move(by: move)
            reprieves = Dictionary(grouping: reprieves.values.flatMap(\.self).moved(by: move), by: \.room)
            takings.move(by: move)
            held = held.mapValues { $0.moved(by: move) }
            everythingChanged()
            parts.logger.notice("a room's rule followed its upgrade", metadata: ["from": "\(old)", "to": "\(new)"])
        } catch {
            isFollowing = hasMoved
            parts.logger.error(
                "an upgraded room could not be followed", metadata: ["room": "\(old)", "error": "\(error)"])
        }
    }

    /// Whether some whom a plan is about are in the room that was upgraded, and have not been in the new one: until they come
    /// along, nobody can say that nothing of it is wanted any more.
    func isAwaited(_ plan: HeldPlan) -> Bool {
        plan.groups.contains { group in
            guard let room = parts.rooms.room(group.room) else { return false }
            var missing = group.people.subtracting(room.people.everybody)
            var before = room.predecessor.flatMap(parts.rooms.room)
            for _ in 0..<FollowUpgrade.chainMax where !missing.isEmpty {
                guard let old = before, FollowUpgrade.step(from: old, room: parts.rooms.room) == .follow(to: room.id) else {
                    break
                }
                if !missing.isDisjoint(with: old.people.joined) { return true }
                missing.subtract(old.people.everybody)
                before = old.predecessor.flatMap(parts.rooms.room)
            }
            return false
        }
    }

    /// Accepts invitations to rooms that are wanted: that a policy names, that a space with a rule lists, or in which a room with
    /// a policy says that it goes on. Others are left alone: strangers invite, too.
    func acceptInvitations() {
        let invitations = parts.invitations.invitations
        guard !invitations.isEmpty else { return }
        for room in map.missing {
            if let inviter = invitations[room] { want(room, via: [inviter.server], isInvited: true) }
        }
        for id in parts.policies.current.policies.keys {
            guard let room = parts.rooms.room(id),
                case .join(let new, _)? = FollowUpgrade.step(from: room, room: parts.rooms.room),
                let inviter = invitations[new]
            else { continue }
            want(new, via: [inviter.server], isInvited: true)
        }
    }

    /// Has a room joined after the pass: a homeserver may take a minute for it. Not again before ``joinMilliseconds`` have
    /// passed; but an invitation that comes after a try that was refused is accepted at once.
    private func want(_ room: RoomID, via: [ServerName], isInvited: Bool = false) {
        let now = parts.clock.now()
        let attempt = JoinAttempt(room: room, isInvited: isInvited)
        if let last = joinsTried[attempt], 0..<Self.joinMilliseconds ~= now.milliseconds(since: last) { return }
        joinsTried[attempt] = now
        joins[room] = via
    }

    /// Starts to join the rooms that a pass wants.
    func startJoins(in group: inout DiscardingTaskGroup) {
        for (room, via) in joins {
            group.addTask {
                let outcome = await self.parts.acts.join(room, via: via)
                self.parts.logger.info("joined a room that is wanted", metadata: ["room": "\(room)", "outcome": "\(outcome)"])
            }
        }
        joins = [:]
    }

    static var following: GoverningRefusal {
        GoverningRefusal(.notReady, "the rule of an upgraded room is moving to the new one at this moment: repeat")
    }

    /// How long lies between two tries to join a room, in milliseconds.
    static let joinMilliseconds: Int64 = 600_000
}
