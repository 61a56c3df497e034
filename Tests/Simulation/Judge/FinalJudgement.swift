import Foundation
import UsherDomain
import UsherEngine
import UsherTesting

/// Whether the rooms are as the rules and the truth want them, and every act has its entry.
struct FinalJudgement {
    let world: World
    private let premises: Premises
    private let witness: Witness
    private var surroundings: Surroundings { world.surroundings }

    init(_ world: World) {
        self.world = world
        premises = world.judge.premises()
        witness = Witness(
            surroundings: world.surroundings, books: premises.books, now: world.surroundings.clock.now(), answers: nil)
    }

    func callAsFunction() throws {
        let left = try world.intents()
        guard left.isEmpty else { throw broken("an intent is left: \(left[0].act.kind.rawValue) \(left[0].act.user)") }
        for room in premises.map.governed {
            // A room that was upgraded is left to itself.
            guard let seen = premises.rooms[room], seen.tombstone == nil, let observed = premises.observed[room] else { continue }
            do { try judge(seen, observed) } catch {
                try explain(room)
                throw error
            }
        }
        try judgeAudit(try world.auditLog())
    }

    /// What the daemon has to say about everybody in a room, for the trace.
    private func explain(_ room: RoomID) throws {
        let governor = world.daemon.governor
        let seen = premises.rooms[room]
        world.tell("the rule: \(premises.policy(of: room))")
        world.tell("join rule \(seen.map { "\($0.joinRule)" } ?? ""), power \(seen.map { "\($0.power)" } ?? "")")
        world.tell("accounts \(premises.books.accounts), departed \(premises.books.departed)")
        for user in world.town.people {
            let report = try world.command("explain \(user)") { try await governor.explain(user, in: room) }
            guard let report else { continue }
            let reasons = report.explanation.decisive.map { "\($0.leaf) \($0.verdict.word): \($0.evidence.reason)" }
            world.tell("  \(report.standing?.rawValue ?? "?"), \(report.explanation.verdict.word), acts \(report.acts)")
            world.tell("  \(report.exemptions), \(reasons), problems \(report.problems)")
            if let departure = report.departure {
                world.tell("  departure at \(departure.dueAt.text), told \(departure.noticedAt?.text ?? "never")")
            }
        }
    }

    private func broken(_ text: String) -> World.Broken { World.Broken(description: text) }

    private func verdict(_ user: UserID, _ rule: Rule) -> Verdict {
        rule.possible { witness.possible(user, $0, isExcluded: $1) }.verdicts.first ?? .unknown
    }

    // MARK: Rooms

    private func judge(_ room: SimulatedRoom, _ observed: ObservedRoom) throws {
        let policy = premises.policy(of: room.id)
        let bot = surroundings.homeserver.bot
        let now = surroundings.clock.now()
        guard policy.phase.at(now) == .enforce else { return }
        let canRemove = room.power.canRemove(bot) && policy.canRefuse
        let doors = premises.map.doors(of: observed, now: now)
        let canInvite = room.power.canInvite(bot)
        for user in world.town.people {
            let verdict = verdict(user, policy.rule)
            let isProtected = policy.exempt.contains { $0.matches(user) } || room.power.isBeyond(bot, user)
            let canGo = canRemove && !isProtected
            switch room.standing(of: user, seenBy: bot) {
            case .joined:
                let isShadow = verdict == .unproven && policy.shadows == .remove
                if canGo, verdict == .fails || isShadow { throw broken("\(user) is still in \(room.id), and \(verdict.word)") }
            case .invitedByBot:
                if canGo, verdict == .fails { throw broken("\(user) still holds an invitation to \(room.id)") }
            case .knocking where policy.knocks == .answer:
                if canInvite, verdict == .holds { throw broken("\(user) fits, and knocks at \(room.id) in vain") }
                if canGo, verdict == .fails { throw broken("\(user) does not fit, and still knocks at \(room.id)") }
            case .none, .removedByBot:
                guard canInvite, verdict == .holds, isCandidate(user), !doors.letEntitledIn, mayEnter(user, room),
                    !hadGone(user, before: room)
                else { break }
                throw broken("\(user) fits, and was not invited to \(room.id)")
            default: break
            }
        }
    }

    /// Whether somebody had gone from the room before it was upgraded, by themselves or by a moderator's word: that holds on.
    private func hadGone(_ user: UserID, before room: SimulatedRoom) -> Bool {
        guard let old = room.predecessor.flatMap({ premises.rooms[$0] }) else { return false }
        switch old.standing(of: user, seenBy: surroundings.homeserver.bot) {
        case .leftThemselves, .removedByOthers, .banned: return true
        case .none: return hadGone(user, before: old)
        default: return false
        }
    }

    private func isCandidate(_ user: UserID) -> Bool { premises.books.accounts.values.contains { $0[user] != nil } }

    private func mayEnter(_ user: UserID, _ room: SimulatedRoom) -> Bool {
        room.isFederated || user.server == surroundings.homeserver.bot.server
    }

    // MARK: Audit

    private struct Key: Hashable {
        let room: RoomID
        let user: UserID
        let isInvitation: Bool
    }

    /// Law 5: an entry for each act, and no act is told that was none. Where answers were lost and the room has moved on, an
    /// entry says that nobody knows, or how many tries it speaks of.
    private func judgeAudit(_ entries: [AuditEntry]) throws {
        var told: [Key: Int] = [:]
        var unclear: [Chronicle.Pair: Int] = [:]
        for entry in entries {
            guard let room = entry.room, let user = entry.user else { continue }
            let others = entry.act == .outcomeUnknown ? 1 : Self.tries(entry) - 1
            unclear[Chronicle.Pair(room: room, user: user), default: 0] += others
            guard let isInvitation = Self.isInvitation(entry.act) else { continue }
            told[Key(room: room, user: user, isInvitation: isInvitation), default: 0] += 1
        }
        var done: [Key: Int] = [:]
        for attempt in surroundings.homeserver.attempts() where attempt.kind != .join && attempt.refusal == nil {
            done[Key(room: attempt.room, user: attempt.user, isInvitation: attempt.kind == .invite), default: 0] += 1
        }
        for (key, count) in done.sorted(by: { "\($0.key)" < "\($1.key)" }) {
            let entries = (told[key] ?? 0) + (unclear[Chronicle.Pair(room: key.room, user: key.user)] ?? 0)
            let act = key.isInvitation ? "invited to" : "removed from"
            guard entries >= count else {
                throw broken("law 5: \(key.user) was \(act) \(key.room) \(count) times, and \(entries) entries say so")
            }
        }
        for (key, count) in told.sorted(by: { "\($0.key)" < "\($1.key)" }) {
            // An invitation that never arrived, and somebody who came in by another way, look like one that did.
            let lost = key.isInvitation ? surroundings.homeserver.lostCalls(about: key.user, in: key.room) : 0
            let act = key.isInvitation ? "invited to" : "removed from"
            guard count > (done[key] ?? 0) + lost else { continue }
            throw broken("law 5: by \(count) entries \(key.user) was \(act) \(key.room), and really \(done[key] ?? 0) times")
        }
    }

    /// How often the homeserver was asked, by what the entry says.
    private static func tries(_ entry: AuditEntry) -> Int {
        guard let word = entry.evidenceJSON.range(of: #""tries":"#) else { return 1 }
        return Int(entry.evidenceJSON[word.upperBound...].prefix { $0.isNumber }) ?? 1
    }

    private static func isInvitation(_ act: AuditEntry.Act) -> Bool? {
        switch act {
        case .invited, .admitted: true
        case .removed, .withdrawn, .denied: false
        default: nil
        }
    }
}
