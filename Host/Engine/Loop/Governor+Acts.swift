import Logging
import UsherDomain

// Intents are carried out by several workers: each is looked at once more before anything is done, so that what is no longer
// wanted is never done, however long it waited.
extension Governor {
    /// While acts are stopped (a pause, the dead man's switch), how long an intent waits before it is looked at again.
    static let stoppedMilliseconds: Int64 = 30_000
    /// How long an intent waits for its room to be readable again, in milliseconds.
    static let abandonedMilliseconds: Int64 = 24 * 3_600_000
    /// How many outcomes are remembered: more than a day of acts at any homeserver's limits.
    static let settledMax = 50_000
    /// After so many tries over more than the grace period, a person counts as told: nobody may stay for ever by being out of
    /// reach.
    static let noticeTriesMax = 10

    /// Starts what may run.
    func startActs(in group: inout DiscardingTaskGroup) {
        while let intent = schedule.take(now: parts.clock.now()) {
            group.addTask { await self.carryOut(intent) }
        }
    }

    private func carryOut(_ intent: Intent) async {
        do {
            try await attempt(intent)
        } catch {
            // Nothing was stored, so nothing is lost: the state is read again before the next try. It may show what this one did.
            settled[Refusal(room: intent.act.room, user: intent.act.user, kind: intent.act.kind)] = nil
            mayBeDone.insert(intent.id)
            if !(error is CancellationError) {
                parts.logger.error("an act could not be stored", metadata: ["intent": "\(intent.id)", "error": "\(error)"])
            }
            later(intent, milliseconds: Self.retryMilliseconds)
        }
        wakeUp()
    }

    private func attempt(_ intent: Intent) async throws {
        if isStopped(intent.act.kind) { return later(intent, milliseconds: Self.stoppedMilliseconds) }
        // A room that cannot be read at the moment says nothing about what is wanted in it.
        guard parts.rooms.room(intent.act.room) != nil || isAbandoned(intent) else {
            return later(intent, milliseconds: Self.stoppedMilliseconds)
        }
        // First what costs nothing: behind a limit, thousands wait.
        let wait = parts.acts.wait(for: intent.act.kind, of: intent.act.user, in: intent.act.room)
        if wait > 0 { return later(intent, milliseconds: wait) }
        guard isWanted(intent) else { return try await dropUnwanted(intent) }
        switch intent.act.kind {
        case .warn, .spare: try await notify(intent)
        case .invite, .admit, .deny, .withdraw, .remove: try await change(intent)
        }
    }

    /// Whether the bot has been away from the intent's room for too long to come back to it.
    private func isAbandoned(_ intent: Intent) -> Bool {
        parts.rooms.isComplete && parts.clock.now().milliseconds(since: intent.createdAt) > Self.abandonedMilliseconds
    }

    /// Nothing is done. But an earlier try may have done it, and its outcome was lost: then that is explained (law 5).
    private func dropUnwanted(_ intent: Intent) async throws {
        if mayBeDone.contains(intent.id), intent.act.kind != .warn, intent.act.kind != .spare {
            try await change(intent, isOnlyLooking: true)
        } else {
            _ = try await parts.journal.settle(intent.id, audit: nil, departure: .none)
            finished(intent)
        }
    }

    private func change(_ intent: Intent, isOnlyLooking: Bool = false) async throws {
        let act = intent.act
        let carryOut = CarryOutIntent(
            journal: parts.journal, acts: parts.acts, clock: parts.clock, logger: parts.logger, isOnlyLooking: isOnlyLooking)
        let key = Refusal(room: act.room, user: act.user, kind: act.kind)
        switch try await carryOut(intent, departure: departures[act.room, act.user], told: settled[key]) {
        case .settled(let departure, let seen, let isRefused):
            if isRefused { refuse(act) } else { remember(seen, for: key) }
            schedule.noteAnswer(to: intent)
            departures.apply(departure)
            let person = parts.people.number(of: act.user)
            standings.note(
                seen, of: person, in: act.room, told: parts.rooms.room(act.room)?.people.standing(of: person),
                steady: parts.steadyClock.nowMilliseconds())
            finished(intent)
        case .again(let wait, let countsAsFailure, let hasActed):
            if hasActed {
                settled[key] = nil
                mayBeDone.insert(intent.id)
            }
            try await again(intent, afterMilliseconds: wait, countsAsFailure: countsAsFailure)
        }
    }

    /// Tells a person, about all their rooms that wait for the same kind of notice, in one message.
    private func notify(_ intent: Intent) async throws {
        if intent.act.kind == .spare, !wasTold(intent) { return try await settleNotice(intent, isTold: false) }
        let user = intent.act.user
        let others = schedule.waiting.values.filter { $0.act.user == user && $0.act.kind == intent.act.kind }
        let all = ([intent] + others.filter { isWanted($0) && (intent.act.kind == .warn || wasTold($0)) }).sorted {
            $0.id < $1.id
        }
        let text = intent.act.kind == .warn ? warning(all) : NoticeText.spared(all.map(noticeRoom))
        let outcome = await parts.acts.tell(user, id: Self.noticeID(all), text: text)
        switch outcome {
        case .accepted:
            schedule.noteAnswer(to: intent)
            for each in all { try await settleNotice(each, isTold: true) }
        case .refused(let code):
            parts.logger.info("a person cannot be told", metadata: ["user": "\(user)", "code": "\(code)"])
            for each in all { try await settleNotice(each, isTold: false) }
        case .limited(let wait):
            try await again(intent, afterMilliseconds: wait, countsAsFailure: false)
        case .unknown(let why):
            parts.logger.info("a notice failed", metadata: ["user": "\(user)", "why": "\(why)"])
            let due = departures[intent.act.room, user]?.dueAt
            if intent.attempts >= Self.noticeTriesMax, let due, due <= parts.clock.now() {
                return try await settleNotice(intent, isTold: false)
            }
            try await again(intent, afterMilliseconds: nil, countsAsFailure: true)
        }
    }

    /// Names a message by all that it says: after a crash the same one is not sent twice, and one that says more is another one.
    private static func noticeID(_ intents: [Intent]) -> String {
        let kind = intents.first?.act.kind.rawValue ?? ""
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in intents.flatMap({ withUnsafeBytes(of: $0.id.littleEndian, Array.init) }) {
            hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3
        }
        return "usher-\(kind)-\(intents.first?.id ?? 0)-\(intents.count)-\(String(hash, radix: 16))"
    }

    /// Whether the person knows of a departure that ends: otherwise there is nothing to take back.
    private func wasTold(_ intent: Intent) -> Bool {
        departures[intent.act.room, intent.act.user]?.noticedAt != nil
    }

    private func settleNotice(_ intent: Intent, isTold: Bool) async throws {
        let act = intent.act
        let now = parts.clock.now()
        var change = DepartureChange.none
        if act.kind == .spare {
            change = .end(room: act.room, user: act.user)
        } else if let departure = departures[act.room, act.user], let plan = plans[act.room] {
            change = .store(departure.told(at: now, plan.policy))
        }
        let entry = AuditEntry(
            at: now, act: act.kind.auditAct, actor: "usher", user: act.user, room: act.room, instance: act.instances.first,
            reason: act.reason, evidenceJSON: #"{"told":\#(isTold),"decided":\#(intent.evidenceJSON)}"#, run: intent.run,
            ruleVersion: act.ruleVersion)
        if try await !parts.journal.settle(intent.id, audit: entry, departure: change) {
            try await parts.journal.change([change], audit: [entry])
        }
        departures.apply(change)
        finished(intent)
    }

    private func warning(_ intents: [Intent]) -> String {
        NoticeText.warning(intents.map(noticeRoom), page: settings.page)
    }

    private func noticeRoom(_ intent: Intent) -> NoticeText.Room {
        let room = parts.rooms.room(intent.act.room)
        return NoticeText.Room(
            name: room?.name ?? intent.act.room.text, isSpace: room?.isSpace ?? false, reason: intent.act.reason,
            dueAt: departures[intent.act.room, intent.act.user]?.dueAt ?? parts.clock.now())
    }

    private func again(_ intent: Intent, afterMilliseconds: Int64?, countsAsFailure: Bool) async throws {
        var next = intent
        if countsAsFailure {
            next.attempts += 1
            schedule.noteSilence(at: intent, now: parts.clock.now())
        }
        let wait = afterMilliseconds.map(ActSchedule.believed) ?? ActSchedule.backoffMilliseconds(attempts: next.attempts)
        next.notBefore = parts.clock.now().advanced(byMilliseconds: wait)
        try await parts.journal.postpone(next.id, attempts: next.attempts, notBefore: next.notBefore)
        schedule.finish(intent.id, again: next)
    }

    /// Memory is bounded: what is forgotten costs an act that was decided twice a second audit entry, never a second act.
    private func remember(_ seen: Standing, for key: Refusal) {
        if settled.count >= Self.settledMax { settled = [:] }
        settled[key] = seen
    }

    /// In memory only: nothing was tried.
    private func later(_ intent: Intent, milliseconds: Int64) {
        var next = intent
        next.notBefore = parts.clock.now().advanced(byMilliseconds: ActSchedule.believed(milliseconds))
        schedule.finish(intent.id, again: next)
    }

    private func finished(_ intent: Intent) {
        schedule.finish(intent.id, again: nil)
        schedule.remove(intent.id)
        mayBeDone.remove(intent.id)
        dirty.add([intent.act.room])
    }

    private func refuse(_ act: MembershipAct) {
        refusals[Refusal(room: act.room, user: act.user, kind: act.kind)] =
            parts.clock.now().advanced(byMilliseconds: Self.refusalMilliseconds)
    }
}
