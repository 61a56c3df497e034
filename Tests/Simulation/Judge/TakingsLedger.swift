import UsherDomain
import UsherEngine
import UsherTesting

/// Whether more was taken from people within a day than the brakes allow (law 4). Counts anew, from the audit log.
struct TakingsLedger {
    private struct Taken {
        let pair: Chronicle.Pair
        let at: Instant
    }

    private struct Sample {
        let at: Instant
        let governed: [RoomID: Set<UserID>]
        let limits: [RoomID: BrakeLimits]
    }

    private var taken: [Taken] = []
    private var samples: [Sample] = []

    mutating func look(
        _ entries: some Sequence<AuditEntry>, _ premises: Premises, approved: Set<Chronicle.Pair>, settings: LoopSettings,
        now: Instant
    ) throws {
        let since = now.advanced(byMilliseconds: -Brakes.windowMilliseconds)
        samples.removeAll { $0.at < since }
        samples.append(Self.sample(premises, settings.bot, now))
        taken.removeAll { $0.at < since }
        let new = entries.compactMap { entry -> Chronicle.Pair? in
            guard [.warned, .removed, .withdrawn].contains(entry.act), let room = entry.room, let user = entry.user else {
                return nil
            }
            let pair = Chronicle.Pair(room: room, user: user)
            return approved.contains(pair) ? nil : pair
        }
        guard !new.isEmpty else { return }
        taken += new.map { Taken(pair: $0, at: now) }
        for room in Set(new.map(\.room)) {
            let limits = samples.compactMap { $0.limits[room] }
            let governed = samples.reduce(into: Set<UserID>()) { $0.formUnion($1.governed[room] ?? []) }
            try weigh(
                Set(taken.filter { $0.pair.room == room }.map(\.pair.user)), governed,
                BrakeLimits(people: limits.map(\.people).max() ?? 0, percent: limits.map(\.percent).max() ?? 0), "in \(room)")
        }
        let everybody = samples.reduce(into: Set<UserID>()) { all, sample in
            for people in sample.governed.values { all.formUnion(people) }
        }
        try weigh(Set(taken.map(\.pair.user)), everybody, settings.overallBrakes, "over everything")
    }

    private func weigh(_ removed: Set<UserID>, _ governed: Set<UserID>, _ limits: BrakeLimits, _ place: String) throws {
        let all = governed.union(removed)
        guard limits.stop(removed: removed.count, of: all.count) else { return }
        throw World.Broken(
            description: "law 4: \(removed.count) of \(all.count) people were told to go or removed within a day \(place)")
    }

    private static func sample(_ premises: Premises, _ bot: UserID, _ now: Instant) -> Sample {
        var governed: [RoomID: Set<UserID>] = [:]
        var limits: [RoomID: BrakeLimits] = [:]
        for (id, room) in premises.rooms {
            let policy = premises.policy(of: id)
            guard policy.isGoverned else { continue }
            governed[id] = Set(room.people(.join).filter { $0 != bot && !room.power.isBeyond(bot, $0) })
            limits[id] = policy.brakes
        }
        return Sample(at: now, governed: governed, limits: limits)
    }
}
