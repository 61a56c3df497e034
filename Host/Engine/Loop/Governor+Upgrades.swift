import Logging
import UsherDomain

// Rooms that were upgraded: the rule goes along, but only when both ends say so (``FollowUpgrade``).
extension Governor {
    /// Moves the policies of rooms that go on elsewhere, and joins rooms that have to be seen first.
    func followUpgrades(_ rooms: [RoomID]) async throws {
        let policies = parts.policies.current.policies
        for id in rooms where policies[id] != nil {
            guard let room = parts.rooms.room(id) else { continue }
            switch FollowUpgrade.step(from: room, room: { parts.rooms.room($0) }) {
            case .follow(let new)?: try await follow(from: id, to: new, isTaken: policies[new] != nil)
            case .join(let new, let via)?: await join(new, via: via)
            case .no?, nil: break
            }
        }
    }

    private func follow(from old: RoomID, to new: RoomID, isTaken: Bool) async throws {
        // Somebody has given the new room a rule of its own: that stands, and the old room keeps its own.
        guard !isTaken else { return }
        let entry = AuditEntry(
            at: parts.clock.now(), act: .policyMoved, actor: "usher", room: new, reason: "the room was upgraded",
            evidenceJSON: #"{"from":"# + CanonicalJSON.quoted(old.text) + "}")
        try await parts.policyStore.move(from: old, to: new, audit: entry)
        try await parts.policies.load()
        try await reload()
        parts.logger.notice("a room's rule followed its upgrade", metadata: ["from": "\(old)", "to": "\(new)"])
        everythingChanged()
    }

    /// Asks to be let into the room that replaces one that the bot governs; not again before ``joinMilliseconds`` have passed.
    private func join(_ room: RoomID, via: [ServerName]) async {
        let now = parts.clock.now()
        if let last = joinsTried[room], now.milliseconds(since: last) < Self.joinMilliseconds { return }
        joinsTried[room] = now
        let outcome = await parts.acts.join(room, via: via)
        parts.logger.info("joining the room that replaces another", metadata: ["room": "\(room)", "outcome": "\(outcome)"])
    }

    /// How long lies between two tries to join a room, in milliseconds.
    static let joinMilliseconds: Int64 = 600_000
}
