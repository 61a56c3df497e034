import Logging
import UsherDomain

// Plans that the brakes hold, until a person decides or they are overtaken.
extension Governor {
    /// How many plans one pass holds at most; what is left is held together as one of them. Nobody reads more.
    static let heldAtOnceMax = 20
    /// How many held and dropped plans are kept: those that are held at the moment, and older ones that a person may be looking
    /// at.
    static let heldPlansMax = 40

    /// Holds what the brakes stopped, unless it is held, or was dropped, as a whole or as a part of more.
    func hold(_ stopped: [Braked.Held], _ now: Instant) async throws {
        var current: Set<PlanHash> = []
        for part in Self.together(stopped) where part.groups.contains(where: { !isStopped($0.kind) }) {
            if let covering = covering(part.groups, now) {
                current.insert(covering)
            } else if let hash = try await hold(part, now) {
                current.insert(hash)
            }
        }
        let spare = held.values.filter { !current.contains($0.hash) && !deciding.contains($0.hash) }
            .sorted { ($0.heldAt, $0.hash.text) < ($1.heldAt, $1.hash.text) }
        for old in spare.prefix(max(held.count - Self.heldPlansMax, 0)) {
            try await forget(old, because: "newer plans took its place", now)
        }
    }

    /// By room, what a person does not want to be taken: they dropped the plan, and its time is not over.
    func refused(_ now: Instant) -> [RoomID: [ActGroup]] {
        Dictionary(
            grouping: held.values.filter { $0.isDropped && $0.expiresAt > now }.flatMap(\.groups), by: \.room)
    }

    /// The smallest plan that all of these acts are part of.
    private func covering(_ groups: [ActGroup], _ now: Instant) -> PlanHash? {
        held.values.filter { $0.expiresAt > now && $0.groups.cover(groups) }
            .min { ($0.count, $0.hash.text) < ($1.count, $1.hash.text) }?.hash
    }

    private func hold(_ part: Braked.Held, _ now: Instant) async throws -> PlanHash? {
        let digest = HeldPlan.canonicalBytes(of: part.groups, parts.people).withUnsafeBytes { parts.hash.digest(of: $0) }
        guard let hash = PlanHash(digest.text) else { return nil }
        let plan = HeldPlan(hash: hash, heldAt: now, causes: part.causes, groups: part.groups)
        let count = plan.count
        let entry = AuditEntry(
            at: now, act: .planHeld, actor: "usher", reason: "the brakes hold \(count) acts",
            evidenceJSON: #"{"plan":"\#(hash)"}"#)
        try await parts.journal.hold(plan, people: parts.people, audit: entry)
        held[hash] = plan
        parts.logger.error(
            "a plan that takes too much away waits for a person: look at it with `usher plan`",
            metadata: ["plan": "\(hash.text.prefix(PlanHash.shownDigits))", "acts": "\(count)"])
        for old in held.values where old.hash != hash && !old.isDropped && plan.groups.cover(old.groups) {
            try await forget(old, because: "all of it is part of the plan \(hash.text.prefix(PlanHash.shownDigits))", now)
        }
        return hash
    }

    /// Forgets held plans of which nothing is wanted any more, and those whose time is over; unless it may be the clock that is
    /// wrong: a person's word would be lost.
    func forgetOvertaken(_ now: Instant) async throws {
        for plan in held.values where !deciding.contains(plan.hash) {
            if plan.expiresAt <= now {
                guard !isDeadManOn else { continue }
                _ = try await parts.journal.removeHeld(plan.hash, audit: nil)
                held[plan.hash] = nil
            } else if !plan.isDropped, !isAwaited(plan), isOvertaken(plan) {
                try await forget(plan, because: "nothing of it is wanted any more", now)
            }
        }
    }

    /// Of a room that nothing is known about at the moment, nobody can say what is wanted there, nor where
    /// it is not known what holds, nor of somebody about whom nothing fresh is known.
    private func isOvertaken(_ plan: HeldPlan) -> Bool {
        let rooms = Set(plan.groups.map(\.room)).map { plans[$0] }
        guard !rooms.contains(nil),
            rooms.allSatisfy({ $0?.policy.unseen.isEmpty ?? false }),
            plan.groups.allSatisfy({ group in plans[group.room]?.undecided.isDisjoint(with: group.people) ?? false })
        else { return false }
        return plan.stillWanted(in: rooms.compactMap(\.self)).allSatisfy { group in
            group.people.isSubset(of: schedule.acting(group.kind, in: group.room))
        }
    }

    private func forget(_ plan: HeldPlan, because reason: String, _ now: Instant) async throws {
        guard held[plan.hash] != nil, !deciding.contains(plan.hash) else { return }
        let entry = AuditEntry(
            at: now, act: .planDropped, actor: "usher", reason: reason, evidenceJSON: #"{"plan":"\#(plan.hash)"}"#)
        _ = try await parts.journal.removeHeld(plan.hash, audit: plan.isDropped ? nil : entry)
        held[plan.hash] = nil
    }

    /// At most ``heldAtOnceMax``: the last ones are one.
    private static func together(_ parts: [Braked.Held]) -> [Braked.Held] {
        guard parts.count > heldAtOnceMax else { return parts }
        let rest = parts.dropFirst(heldAtOnceMax - 1)
        return parts.prefix(heldAtOnceMax - 1) + [
            Braked.Held(causes: rest.flatMap(\.causes), groups: rest.flatMap(\.groups).arranged)
        ]
    }
}
