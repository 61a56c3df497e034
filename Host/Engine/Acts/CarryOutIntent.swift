import Logging
import UsherDomain

/// One try to carry out one intent: reads where the person stands, acts, reads again, and stores the outcome with its audit
/// entry.
///
/// Every step may be repeated. What a homeserver answers to an act is never taken for the truth, and a room that cannot be read
/// leads to "again", never to a conclusion (law 1). That the homeserver is asked is on disk before it is asked: so whatever is
/// found to be done without that was done by somebody else, and is not told as ours.
struct CarryOutIntent: Sendable {
    /// How one try ended.
    enum Result: Hashable, Sendable {
        /// The intent is gone from the journal, and the departure changed like this. `seen` is where the person stood at the end,
        /// `nil` when nobody can tell.
        case settled(DepartureChange, seen: Standing?, End)
        /// To be tried again. `countsAsFailure` is `false` when somebody only asked us to wait. `doubt`: what is unclear now.
        case again(afterMilliseconds: Int64?, countsAsFailure: Bool, doubt: Doubt?)
        /// Nothing was done, because it is not wanted any more, or not now.
        case held
    }

    /// What came of an intent that is gone.
    enum End: Hashable, Sendable {
        /// It was done, by this try or an earlier one, and is explained.
        case done
        /// Nothing was done, as far as anybody can tell.
        case nothing
        /// The homeserver does not do it, and asking again would not help. The code is Matrix' `errcode`.
        case refused(code: String)
    }

    /// What is unclear about an act that the homeserver was asked to do.
    enum Doubt: Hashable, Sendable {
        /// Nobody has read the room since: it may be done.
        case unread
        /// It was read, and nothing was done; but no answer came, and a slow homeserver may do it yet.
        case unanswered
    }

    /// What it is told to do with one intent.
    enum Mode: Hashable, Sendable {
        case act
        /// Nothing is done: it is only looked whether an earlier try has done it.
        case look
        /// As `look`; and a room that cannot be read now will not be read again.
        case lookOnce
    }

    let journal: any ActJournal
    let acts: any RoomActs
    let clock: any WallClock
    let logger: Logger
    var mode = Mode.act
    /// The code with which the homeserver refused the same act the last time: that is explained already.
    var lastRefusal: String?
    /// Asked right before the homeserver is: a reading may take a minute, and much may change meanwhile. When it says yes, it has
    /// noted on disk that the act may be done from now on.
    let mayBegin: @Sendable () async throws -> Bool

    /// Tries. Throws only what the journal throws. `departure` is that of the person in the room, if there is one; `doubt` is
    /// what an earlier try left.
    func callAsFunction(_ intent: Intent, departure: Departure?, doubt: Doubt?) async throws -> Result {
        let act = intent.act
        // A process that died is a try that nobody has counted.
        let tries = intent.attempts + (doubt == .unread ? 2 : 1)
        let earlier = doubt
        var doubt = doubt
        do {
            let before = try await acts.standing(of: act.user, in: act.room)
            switch ActStep(act.kind, before) {
            case .done:
                guard doubt != nil else { return try await forget(intent, seen: before) }
                return try await settle(intent, seen: before, departure, tries)
            case .overtaken: return try await drop(intent, seen: before, departure, isUnclear: doubt == .unread)
            case .act:
                // They may have gone and come back: whether it was us who removed them, nobody knows.
                let isUnclear = doubt != nil && act.kind == .remove
                guard mode == .act else { return try await forget(intent, seen: before, isUnclear: isUnclear) }
                guard try await mayBegin() else { return .held }
            }
            doubt = .unread
            let outcome = await perform(act)
            let after = try await acts.standing(of: act.user, in: act.room)
            switch ActStep(act.kind, after) {
            case .done: return try await settle(intent, seen: after, departure, tries)
            case .overtaken where outcome == .accepted: return try await settle(intent, seen: after, departure, tries)
            case .overtaken: return try await drop(intent, seen: after, departure, isUnclear: outcome.isUnknown)
            case .act: return try await undone(intent, outcome, seen: after, earlier)
            }
        } catch let error as RoomsUnavailable {
            if mode == .lookOnce { return try await giveUp(intent) }
            logger.warning(
                "a room cannot be read", metadata: ["room": "\(act.room)", "act": "\(act.kind)", "why": "\(error.message)"])
            return .again(afterMilliseconds: error.retryAfterMilliseconds, countsAsFailure: true, doubt: doubt)
        }
    }

    private func perform(_ act: MembershipAct) async -> ActOutcome {
        switch act.kind {
        case .invite, .admit: await acts.invite(act.user, to: act.room, reason: act.reason)
        case .deny, .withdraw, .remove: await acts.remove(act.user, from: act.room, reason: act.reason)
        case .warn, .spare: .refused(code: "not an act in a room")
        }
    }

    /// After so many tries, which take minutes, no homeserver is still at work on one that it has not answered.
    static let unansweredTriesMax = 8

    /// The state was read after the homeserver had answered, and says that nothing has changed. `earlier`: what was unclear
    /// before this try still is, since a slow homeserver may carry out an earlier one yet.
    private func undone(
        _ intent: Intent, _ outcome: ActOutcome, seen: Standing, _ earlier: Doubt?
    ) async throws -> Result {
        let still: Doubt? = earlier == nil ? nil : .unanswered
        switch outcome {
        case .refused where still != nil && intent.attempts < Self.unansweredTriesMax:
            return .again(afterMilliseconds: nil, countsAsFailure: true, doubt: still)
        case .refused(let code):
            let entry = entry(.actRefused, intent, seen: seen, more: #","code":\#(CanonicalJSON.quoted(code))"#)
            _ = try await journal.settle(intent.id, audit: code == lastRefusal ? nil : entry, departure: .none)
            logger.warning(
                "the homeserver refuses an act",
                metadata: ["room": "\(intent.act.room)", "act": "\(intent.act.kind)", "code": "\(code)"])
            return .settled(.none, seen: seen, .refused(code: code))
        case .limited(let wait):
            return .again(afterMilliseconds: wait, countsAsFailure: false, doubt: still)
        case .accepted:
            // A bot that is shadow-banned is answered like this.
            logger.warning(
                "an act was accepted and did not happen", metadata: ["room": "\(intent.act.room)", "act": "\(intent.act.kind)"])
            return .again(afterMilliseconds: nil, countsAsFailure: true, doubt: still)
        case .unknown(let why):
            logger.info("an act failed", metadata: ["room": "\(intent.act.room)", "act": "\(intent.act.kind)", "why": "\(why)"])
            return .again(afterMilliseconds: nil, countsAsFailure: true, doubt: .unanswered)
        }
    }

    /// `tries`: how often the homeserver may have been asked. More than one of them may have been carried out.
    private func settle(
        _ intent: Intent, seen: Standing, _ departure: Departure?, _ tries: Int
    ) async throws -> Result {
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
        let entry = entry(act.kind.auditAct, intent, seen: seen, more: tries > 1 ? #","tries":\#(tries)"# : "")
        if try await !journal.settle(intent.id, audit: entry, departure: change) {
            // A newer decision took the intent's place while it was carried out: what was done is explained all the same.
            try await journal.explain(intent, audit: entry, departure: change)
        }
        return .settled(change, seen: seen, .done)
    }

    /// Nothing was done that is not explained already: it was decided again because the news had not come round, or is not wanted
    /// any more.
    private func forget(_ intent: Intent, seen: Standing, isUnclear: Bool = false) async throws -> Result {
        let entry = isUnclear ? entry(.outcomeUnknown, intent, seen: seen) : nil
        _ = try await journal.settle(intent.id, audit: entry, departure: .none)
        return .settled(.none, seen: seen, .nothing)
    }

    /// Somebody else has made the act pointless, so nothing but the end of a departure is told. `isUnclear`: unless it was done
    /// before that, which nobody can tell.
    private func drop(_ intent: Intent, seen: Standing, _ departure: Departure?, isUnclear: Bool) async throws -> Result {
        let act = intent.act
        // Whoever goes by themselves while their removal waits has not earned a new time by that, as little as an hour before.
        let isTheirs = seen == .leftThemselves || seen == .knocking
        let ends = act.kind == .remove && departure != nil && !isTheirs
        let change = ends ? DepartureChange.end(room: act.room, user: act.user) : .none
        let told: AuditEntry.Act? = isUnclear ? .outcomeUnknown : ends ? .spared : nil
        _ = try await journal.settle(intent.id, audit: told.map { entry($0, intent, seen: seen) }, departure: change)
        return .settled(change, seen: seen, .nothing)
    }

    /// The room is out of reach for good: that the act was tried is all that can be told.
    private func giveUp(_ intent: Intent) async throws -> Result {
        _ = try await journal.settle(intent.id, audit: entry(.outcomeUnknown, intent, seen: nil), departure: .none)
        return .settled(.none, seen: nil, .nothing)
    }

    private func entry(_ act: AuditEntry.Act, _ intent: Intent, seen: Standing?, more: String = "") -> AuditEntry {
        let tried = act == .outcomeUnknown ? #","tried":"\#(intent.act.kind.rawValue)""# : ""
        return AuditEntry(
            at: clock.now(), act: act, actor: "usher", user: intent.act.user, room: intent.act.room,
            instance: intent.act.instances.first, reason: intent.act.reason,
            evidenceJSON:
                #"{"seen":"\#(seen?.rawValue ?? "unknown")","decided":\#(intent.evidenceJSON)\#(tried)\#(more)}"#,
            run: intent.run, ruleVersion: intent.act.ruleVersion)
    }
}

extension ActOutcome {
    /// Whether nobody knows what came of it.
    var isUnknown: Bool {
        if case .unknown = self { true } else { false }
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
