import Logging
internal import UsherDomain

// A sweep asks every third party anew and plans every room. It is what makes up for every hint that was lost.
extension Governor {
    public func sweep() async -> SweepReport {
        await sweep(isForced: true)
    }

    /// `isForced`: third parties are asked also where something fresh is known; otherwise each is only made sure to have been
    /// tried.
    private func sweep(isForced: Bool) async -> SweepReport {
        let start = parts.steadyClock.nowMilliseconds()
        // What matters is known only after a pass over the rooms: before it, nobody would be asked, and that would count.
        dirty.addAll()
        let hasBegun = await nextPass()
        let outcome = await parts.gathering.lookAtAll(isForced: isForced)
        dirty.addAll()
        let hasPlanned = await nextPass()
        let rooms = plans.count
        // A sweep before the rooms are read has seen nothing, and one whose pass failed has done nothing.
        if hasBegun, hasPlanned, parts.rooms.isComplete, parts.rooms.isCurrent, !Task.isCancelled { await finishSweep() }
        return SweepReport(
            milliseconds: parts.steadyClock.nowMilliseconds() - start, answered: outcome.answered,
            unanswered: outcome.unanswered, rooms: rooms)
    }

    /// Nothing is taken from anybody: no sweep has finished for too long.
    var isDeadManOn: Bool {
        guard let sweepFinishedAt else { return true }
        // A sweep that will have finished tomorrow was told by a clock that was wrong.
        return !(0...settings.deadManMilliseconds ~= parts.clock.now().milliseconds(since: sweepFinishedAt))
    }

    func sweepAgainAndAgain() async {
        while !Task.isCancelled {
            if parts.rooms.isComplete { _ = await sweep(isForced: false) }
            let tenth = max(settings.sweepMilliseconds / 10, 1)
            let random = parts.random.bytes(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
            let wait =
                parts.rooms.isComplete
                ? settings.sweepMilliseconds - tenth + Int64(random % UInt64(2 * tenth)) : Self.untilReadyMilliseconds
            do { try await parts.steadyClock.sleep(milliseconds: wait) } catch { return }
            alarm()
        }
    }

    /// Says that no sweep finishes; once for each one that should have. Of the time before the start nobody is to blame.
    private func alarm() {
        let (now, steady) = (parts.clock.now(), parts.steadyClock.nowMilliseconds())
        let since = max(sweepFinishedAt ?? startedAt, startedAt)
        guard now.milliseconds(since: since) > settings.deadManMilliseconds,
            alarmedAt.map({ steady - $0 >= settings.sweepMilliseconds / 2 }) ?? true
        else { return }
        alarmedAt = steady
        parts.logger.error(
            "no sweep has finished for too long: nothing is taken from anybody until one does",
            metadata: ["since": "\(since.rfc3339)"])
    }

    /// How often it is looked whether the rooms are read, before the first sweep.
    static let untilReadyMilliseconds: Int64 = 1_000

    private func finishSweep() async {
        let now = parts.clock.now()
        do {
            try await parts.journal.set(.sweepFinishedAt, to: "\(now.unixMilliseconds)", audit: nil)
            let wasOn = isDeadManOn
            sweepFinishedAt = now
            if wasOn {
                dirty.addAll()
                wakeUp()
            }
        } catch {
            parts.logger.error("the end of a sweep could not be stored", metadata: ["error": "\(error)"])
        }
    }
}
