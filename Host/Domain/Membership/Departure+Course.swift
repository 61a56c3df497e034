/// How a departure goes on: it begins, the person is told, their time passes, they are removed, and perhaps they come back.
extension Departure {
    /// How long somebody waits who came back after their first removal, in milliseconds; it doubles with each further one. The
    /// first is short, because a mistake of theirs costs nothing; a room that lets everybody in must not become a battle.
    public static let returnMillisecondsMin: Int64 = 60_000
    /// And at most: one removal a day is a reminder, and no flood.
    public static let returnMillisecondsMax: Int64 = 24 * 3_600_000
    /// How long it is remembered of somebody who is not in the room any more, after it was due, in milliseconds. Whoever leaves
    /// just before their time is over and comes back has not earned a new one.
    public static let awayMilliseconds: Int64 = 30 * 24 * 3_600_000

    /// When somebody goes who is told at `now`: after the grace period, and not before an announced date.
    public static func dueAt(toldAt now: Instant, _ policy: EffectivePolicy) -> Instant {
        let end = now.advanced(byMilliseconds: max(0, policy.graceMilliseconds))
        return if case .announce(let until) = policy.phase { max(end, until) } else { end }
    }

    /// The departure that begins with a warning at `now`. Nobody is told yet.
    public static func beginning(
        _ room: RoomID, _ user: UserID, at now: Instant, _ policy: EffectivePolicy, reason: String, instances: [InstanceID],
        approvedVersion: String? = nil
    ) -> Departure {
        Departure(
            room: room, user: user, since: now, dueAt: dueAt(toldAt: now, policy), reason: reason, instances: instances,
            approvedVersion: approvedVersion)
    }

    /// Whether a person approved it, by the rule that holds now.
    public func isApproved(by policy: EffectivePolicy) -> Bool { approvedVersion == policy.ruleVersion }

    /// They were told at `now`. Whoever is told late has the whole time from then.
    public func told(at now: Instant, _ policy: EffectivePolicy) -> Departure {
        var departure = self
        departure.noticedAt = now
        departure.dueAt = max(dueAt, Self.dueAt(toldAt: now, policy))
        return departure
    }

    /// They were removed at `now`.
    public func removed(at now: Instant) -> Departure {
        var departure = self
        departure.removedAt = now
        departure.removals += 1
        return departure
    }

    /// Before this, nobody is removed who was told; for somebody who came back, the end of the growing interval.
    public var removableAt: Instant {
        guard let removedAt else { return dueAt }
        return removedAt.advanced(byMilliseconds: Self.returnMilliseconds(afterRemovals: removals))
    }

    /// When it is forgotten. Somebody who is in the room all the while, and about whom nothing was done for so long (the room
    /// only observed, or the loop was paused), is told anew.
    public var forgottenAt: Instant {
        max(dueAt, removedAt ?? dueAt).advanced(byMilliseconds: Self.awayMilliseconds)
    }

    static func returnMilliseconds(afterRemovals removals: Int) -> Int64 {
        var interval = returnMillisecondsMin
        var rest = removals
        while rest > 1, interval < returnMillisecondsMax {
            interval *= 2
            rest -= 1
        }
        return min(interval, returnMillisecondsMax)
    }
}
