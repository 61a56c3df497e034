import Logging
import UsherDomain

/// One try to carry out one intent: reads where the person stands, acts, reads again, and stores the outcome with its audit
/// entry.
///
/// Every step may be repeated. What a homeserver answers to an act is never taken for the truth, and a room that cannot be read
/// leads to "again", never to a conclusion (law 1).
struct CarryOutIntent: Sendable {
    /// How one try ended.
    enum Result: Hashable, Sendable {
        /// The intent is gone from the journal, and the departure changed like this. `seen` is where the person stood at the end.
        case settled(DepartureChange, seen: Standing, End)
        /// To be tried again. `countsAsFailure` is `false` when somebody only asked us to wait. `hasActed`: the homeserver was
        /// asked to do it, and may have.
        case again(afterMilliseconds: Int64?, countsAsFailure: Bool, hasActed: Bool)
    }

    /// What came of an intent that is gone.
    enum End: Hashable, Sendable {
        /// It was done, by this try or an earlier one, and is explained.
        case done
        /// Nothing was done.
        case nothing
        /// The homeserver does not do it, and asking again would not help. The code is Matrix' `errcode`.
        case refused(code: String)
    }

    let journal: any ActJournal
    let acts: any RoomActs
    let clock: any WallClock
    let logger: Logger
    /// Nothing is done: it is only looked whether an earlier try has done it.
    var isOnlyLooking = false
    /// The code with which the homeserver refused the same act the last time: that is explained already.
    var lastRefusal: String?

    /// Tries. Throws only what the journal throws. `departure` is that of the person in the room, if there is one. `told` is
    /// where the person stood when an earlier act of this kind was stored: standing there still, they were not acted upon again.
    func callAsFunction(_ intent: Intent, departure: Departure?, told: Standing?) async throws -> Result {
        let act = intent.act
        var hasActed = false
        do {
            let before = try await acts.standing(of: act.user, in: act.room)
            switch ActStep(act.kind, before) {
            case .done where before == told: return try await forget(intent, seen: before)
            case .done: return try await settle(intent, seen: before, departure)
            case .overtaken: return try await drop(intent, seen: before, departure)
            case .act where isOnlyLooking: return try await forget(intent, seen: before)
            case .act: break
            }
            hasActed = true
            let outcome = await perform(act)
            let after = try await acts.standing(of: act.user, in: act.room)
            switch ActStep(act.kind, after) {
            case .done: return try await settle(intent, seen: after, departure)
            case .overtaken where outcome == .accepted: return try await settle(intent, seen: after, departure)
            case .overtaken: return try await drop(intent, seen: after, departure)
            case .act: return try await undone(intent, outcome, seen: after)
            }
        } catch let error as RoomsUnavailable {
            logger.warning(
                "a room cannot be read", metadata: ["room": "\(act.room)", "act": "\(act.kind)", "why": "\(error.message)"])
            return .again(afterMilliseconds: error.retryAfterMilliseconds, countsAsFailure: true, hasActed: hasActed)
        }
    }

    private func perform(_ act: MembershipAct) async -> ActOutcome {
        switch act.kind {
        case .invite, .admit: await acts.invite(act.user, to: act.room, reason: act.reason)
        case .deny, .withdraw, .remove: await acts.remove(act.user, from: act.room, reason: act.reason)
        case .warn, .spare: .refused(code: "not an act in a room")
        }
    }

    /// The state was read after the homeserver had answered, and says that nothing has changed.
    private func undone(_ intent: Intent, _ outcome: ActOutcome, seen: Standing) async throws -> Result {
        switch outcome {
        case .refused(let code):
            let entry = entry(.actRefused, intent, seen: seen, more: #","code":\#(CanonicalJSON.quoted(code))"#)
            _ = try await journal.settle(intent.id, audit: code == lastRefusal ? nil : entry, departure: .none)
            logger.warning(
                "the homeserver refuses an act",
                metadata: ["room": "\(intent.act.room)", "act": "\(intent.act.kind)", "code": "\(code)"])
            return .settled(.none, seen: seen, .refused(code: code))
        case .limited(let wait):
            return .again(afterMilliseconds: wait, countsAsFailure: false, hasActed: true)
        case .accepted:
            // A bot that is shadow-banned is answered like this.
            logger.warning(
                "an act was accepted and did not happen", metadata: ["room": "\(intent.act.room)", "act": "\(intent.act.kind)"])
            return .again(afterMilliseconds: nil, countsAsFailure: true, hasActed: true)
        case .unknown(let why):
            logger.info("an act failed", metadata: ["room": "\(intent.act.room)", "act": "\(intent.act.kind)", "why": "\(why)"])
            return .again(afterMilliseconds: nil, countsAsFailure: true, hasActed: true)
        }
    }

    private func settle(_ intent: Intent, seen: Standing, _ departure: Departure?) async throws -> Result {
        let act = intent.act
        var change = DepartureChange.none
        if act.kind == .remove {
            let departure =
                departure
                ?? Departure(
                    room: act.room, user: act.user, since: intent.createdAt, dueAt: intent.createdAt, reason: act.reason,
                    instances: act.instances)
            change = .store(departure.removed(at: clock.now()))
        }
        let entry = entry(act.kind.auditAct, intent, seen: seen)
        if try await !journal.settle(intent.id, audit: entry, departure: change) {
            // A newer decision took the intent's place while it was carried out: what was done is explained all the same.
            try await journal.change([change], audit: [entry])
        }
        return .settled(change, seen: seen, .done)
    }

    /// Nothing was done that is not explained already: it was decided again because the news had not come round, or is not wanted
    /// any more.
    private func forget(_ intent: Intent, seen: Standing) async throws -> Result {
        _ = try await journal.settle(intent.id, audit: nil, departure: .none)
        return .settled(.none, seen: seen, .nothing)
    }

    /// Somebody else has made the act pointless: nothing was done, so nothing but the end of a departure is told.
    private func drop(_ intent: Intent, seen: Standing, _ departure: Departure?) async throws -> Result {
        let act = intent.act
        let ends = act.kind == .remove && departure != nil
        let change = ends ? DepartureChange.end(room: act.room, user: act.user) : .none
        _ = try await journal.settle(intent.id, audit: ends ? entry(.spared, intent, seen: seen) : nil, departure: change)
        return .settled(change, seen: seen, .nothing)
    }

    private func entry(_ act: AuditEntry.Act, _ intent: Intent, seen: Standing, more: String = "") -> AuditEntry {
        AuditEntry(
            at: clock.now(), act: act, actor: "usher", user: intent.act.user, room: intent.act.room,
            instance: intent.act.instances.first, reason: intent.act.reason,
            evidenceJSON: #"{"seen":"\#(seen.rawValue)","decided":\#(intent.evidenceJSON)\#(more)}"#, run: intent.run,
            ruleVersion: intent.act.ruleVersion)
    }
}

extension MembershipAct.Kind {
    /// The word for it in the audit log, when it is done.
    var auditAct: AuditEntry.Act {
        switch self {
        case .invite: .invited
        case .admit: .admitted
        case .deny: .denied
        case .withdraw: .withdrawn
        case .warn: .warned
        case .remove: .removed
        case .spare: .spared
        }
    }
}
