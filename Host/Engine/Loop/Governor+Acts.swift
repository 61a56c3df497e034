import Logging
import UsherDomain

// Intents are carried out by several workers: each is looked at once more before anything is done, so that what is no longer
// wanted is never done, however long it waited.
extension Governor {
    /// While acts are stopped (a pause, the dead man's switch), how long an intent waits before it is looked at again.
    static let stoppedMilliseconds: Int64 = 30_000
    /// How long an intent waits for its room to be readable again, in milliseconds.
    static let abandonedMilliseconds: Int64 = 24 * 3_600_000
    /// With these a person says themselves that they want no notice; whatever else is refused may be the homeserver's mood.
    static let definiteRefusals: Set<String> = ["ORG.USHER.LEFT_NOTICES", "M_INVITE_BLOCKED"]
    /// After so many tries over more than the grace period, a person counts as told: nobody may stay for ever by being out of
    /// reach.
    static let noticeTriesMax = 10

    /// Starts what may run.
    func startActs(in group: inout DiscardingTaskGroup) {
        let now = parts.clock.now()
        // Behind a limit that is everybody's, thousands wait: none of them is worth a look.
        for kind in MembershipAct.Kind.allCases {
            let wait = parts.acts.wait(for: kind)
            schedule.close(kind, until: wait > 0 ? now.advanced(byMilliseconds: wait) : nil)
        }
        while let intent = schedule.take(now: now) {
            group.addTask { await self.carryOut(intent) }
        }
    }

    private func carryOut(_ intent: Intent) async {
        do {
            try await attempt(intent)
        } catch {
            // Nothing was stored, so nothing is lost: the state is read again before the next try. It may show what this one did.
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
        // First what costs nothing.
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
        if doubts[intent.id] != nil {
            try await change(intent, parts.rooms.room(intent.act.room) == nil ? .lookOnce : .look)
        } else {
            _ = try await parts.journal.settle(intent.id, audit: nil, departure: .none)
            finished(intent)
        }
    }

    private func change(_ intent: Intent, _ mode: CarryOutIntent.Mode = .act) async throws {
        let act = intent.act
        let carryOut = CarryOutIntent(
            journal: parts.journal, acts: parts.acts, clock: parts.clock, logger: parts.logger, mode: mode,
            lastRefusal: refusals.lastCode(act.kind, of: parts.people.number(of: act.user), in: act.room),
            mayBegin: { try await self.mayBegin(intent) })
        let doubt = doubts[intent.id]
        switch try await carryOut(intent, departure: departures[act.room, act.user], doubt: doubt) {
        case .settled(let departure, let seen, let end):
            let person = parts.people.number(of: act.user)
            if case .refused(let code) = end {
                refusals.note(code, act.kind, of: person, in: act.room, now: parts.clock.now())
            } else {
                refusals.forget(act.kind, of: person, in: act.room)
            }
            apply(departure)
            if let seen {
                schedule.noteAnswer(to: intent)
                standings.note(
                    seen, of: person, in: act.room, told: parts.rooms.room(act.room)?.people.standing(of: person),
                    steady: parts.steadyClock.nowMilliseconds())
            }
            finished(intent, isDone: end == .done)
        case .again(let wait, let countsAsFailure, let doubt):
            doubts[intent.id] = doubt
            try await again([intent], afterMilliseconds: wait, countsAsFailure: countsAsFailure)
        case .held:
            // Looked at from the beginning: it waits, or is given up.
            later(intent, milliseconds: 0)
        }
    }

    /// Whether an act that was wanted before the room was read is so still. If it is, from here on it may be done.
    private func mayBegin(_ intent: Intent) async throws -> Bool {
        guard !isStopped(intent.act.kind), isWanted(intent) else { return false }
        if doubts[intent.id] == nil { try await parts.journal.noteTry(intent.id) }
        doubts[intent.id] = .unread
        return true
    }

    /// Tells a person, about all their rooms that wait for the same kind of notice, in one message.
    private func notify(_ intent: Intent) async throws {
        if intent.act.kind == .spare, !wasTold(intent) { return try await settleNotice(intent, isTold: false) }
        let user = intent.act.user
        let others = schedule.waiting(about: user).filter { $0.act.kind == intent.act.kind }
        let all = ([intent] + others.filter { isWanted($0) && (intent.act.kind == .warn || wasTold($0)) }).sorted {
            $0.id < $1.id
        }
        let text = intent.act.kind == .warn ? warning(all) : NoticeText.spared(all.map(noticeRoom))
        let outcome = await parts.acts.tell(user, id: Self.noticeID(all), text: text)
        switch outcome {
        case .accepted:
            schedule.noteAnswer(to: intent)
            for each in all { try await settleNotice(each, isTold: true) }
        case .refused(let code) where Self.definiteRefusals.contains(code):
            parts.logger.info("a person does not want to be told", metadata: ["user": "\(user)", "code": "\(code)"])
            for each in all { try await settleNotice(each, isTold: false) }
        case .limited(let wait):
            try await again(all, afterMilliseconds: wait, countsAsFailure: false)
        case .refused, .unknown:
            parts.logger.info("a notice failed", metadata: ["user": "\(user)", "outcome": "\(outcome)"])
            // A homeserver that says no does not change its mind in a second.
            let wait = outcome.isUnknown ? nil : ActSchedule.backoffMillisecondsMax
            let now = parts.clock.now()
            let isHopeless = { (each: Intent) in
                each.attempts >= Self.noticeTriesMax && (self.departures[each.act.room, user]?.dueAt).map { $0 <= now } ?? true
            }
            try await again(all.filter { !isHopeless($0) }, afterMilliseconds: wait, countsAsFailure: true)
            for each in all where isHopeless(each) { try await settleNotice(each, isTold: false) }
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
        } else if let departure = departures[act.room, act.user] {
            change = .store(departure.told(at: now, map.effective(act.room)))
        }
        let entry = AuditEntry(
            at: now, act: act.kind.auditAct, actor: "usher", user: act.user, room: act.room, instance: act.instances.first,
            reason: act.reason, evidenceJSON: #"{"told":\#(isTold),"decided":\#(intent.evidenceJSON)}"#, run: intent.run,
            ruleVersion: act.ruleVersion)
        if try await !parts.journal.settle(intent.id, audit: entry, departure: change) {
            try await parts.journal.explain(intent, audit: entry, departure: change)
        }
        apply(change)
        finished(intent, isDone: true)
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

    /// All of these wait alike, the ones that run and the ones that would have been done with them.
    private func again(_ intents: [Intent], afterMilliseconds: Int64?, countsAsFailure: Bool) async throws {
        guard let first = intents.first else { return }
        let now = parts.clock.now()
        if countsAsFailure { schedule.noteSilence(at: first, now: now) }
        for intent in intents {
            var next = intent
            if countsAsFailure { next.attempts += 1 }
            let wait = afterMilliseconds.map(ActSchedule.believed) ?? ActSchedule.backoffMilliseconds(attempts: next.attempts)
            next.notBefore = now.advanced(byMilliseconds: wait)
            next.mayBeDone = doubts[intent.id] != nil
            try await parts.journal.postpone(next)
            schedule.postpone(next)
        }
    }

    /// In memory only: nothing was tried.
    private func later(_ intent: Intent, milliseconds: Int64) {
        var next = intent
        next.notBefore = parts.clock.now().advanced(byMilliseconds: ActSchedule.believed(milliseconds))
        schedule.finish(intent.id, again: next)
    }

    /// `isDone`: what the intent says was done, and the audit log says so.
    private func finished(_ intent: Intent, isDone: Bool = false) {
        if intent.act.kind.takesAway, !intent.isApproved {
            if isDone { takings.settle(Taking(intent.act, at: parts.clock.now())) } else { takings.recount() }
        }
        schedule.finish(intent.id, again: nil)
        schedule.remove(intent.id)
        doubts[intent.id] = nil
        dirty.add([intent.act.room])
    }
}
