import UsherDomain
import UsherEngine
import UsherTesting

/// What there is to say against single acts at one moment.
struct Bench {
    let surroundings: Surroundings
    let pages: Chronicle.Pages
    let now: Instant
    private let answers: [Requirement: [SimulatedAnswer]]

    init(_ surroundings: Surroundings, pages: Chronicle.Pages, now: Instant) {
        self.surroundings = surroundings
        self.pages = pages
        self.now = now
        answers = Dictionary(grouping: surroundings.thirdParty.answers, by: \.requirement)
    }

    // MARK: What the bot did

    /// Against something that the bot did.
    func objections(_ attempt: SimulatedAttempt, _ premises: Premises) -> [String] {
        if attempt.kind == .join { return [] }
        var found: [String] = []
        if premises.books.isPaused { found.append("the loop is paused") }
        guard let kind = Self.kind(attempt) else {
            return found + ["law 6 or 9: nothing may be done about somebody who was \(attempt.before.rawValue)"]
        }
        found += objections(kind, attempt.user, attempt.room, premises)
        if kind == .remove { found += impatience(attempt, premises) }
        return found
    }

    /// Which act it was; `nil` when there is none for somebody who stands there (laws 6 and 9).
    static func kind(_ attempt: SimulatedAttempt) -> MembershipAct.Kind? {
        switch (attempt.kind, attempt.before) {
        case (.invite, .none), (.invite, .removedByBot): .invite
        case (.invite, .knocking): .admit
        case (.kick, .joined): .remove
        case (.kick, .invitedByBot): .withdraw
        case (.kick, .knocking): .deny
        default: nil
        }
    }

    /// Nobody goes before their time, or untold.
    private func impatience(_ attempt: SimulatedAttempt, _ premises: Premises) -> [String] {
        let policy = premises.policy(of: attempt.room)
        guard let departure = pages.departures[Chronicle.Pair(room: attempt.room, user: attempt.user)] else {
            return policy.graceMilliseconds > 0 ? ["removed without a departure, and there is a grace period"] : []
        }
        if let removedAt = departure.removedAt, removedAt < now {
            return now.milliseconds(since: removedAt) < Departure.returnMillisecondsMin ? ["removed again at once"] : []
        }
        // This removal itself is in there already.
        if departure.removals > 1 { return [] }
        var found: [String] = []
        if now < departure.dueAt, policy.graceMilliseconds > 0 { found.append("removed before \(departure.dueAt.text)") }
        if departure.noticedAt == nil, policy.graceMilliseconds > 0 { found.append("removed untold") }
        return found
    }

    // MARK: What was decided

    /// Against an act of this kind.
    func objections(_ kind: MembershipAct.Kind, _ user: UserID, _ room: RoomID, _ premises: Premises) -> [String] {
        let policy = premises.policy(of: room)
        switch kind {
        case .spare: return []
        case .invite, .admit:
            if isReprieved(user, room) { return [] }
            return phase(kind, policy) + entitlement(user, policy, premises)
        case .deny, .withdraw, .warn, .remove:
            return phase(kind, policy) + grounds(kind, user, policy, premises) + protection(kind, user, room, policy, premises)
        }
    }

    private func phase(_ kind: MembershipAct.Kind, _ policy: EffectivePolicy) -> [String] {
        switch policy.phase.at(now) {
        case .observe: ["the room only observes"]
        case .announce: kind == .remove || kind == .withdraw ? ["the room only announces"] : []
        case .enforce: []
        }
    }

    private func entitlement(_ user: UserID, _ policy: EffectivePolicy, _ premises: Premises) -> [String] {
        possible(user, policy.rule, premises).contains(.holds) ? [] : ["law 2: nothing entitles them"]
    }

    /// Laws 1 and 2.
    private func grounds(
        _ kind: MembershipAct.Kind, _ user: UserID, _ policy: EffectivePolicy, _ premises: Premises
    ) -> [String] {
        guard policy.canRefuse else { return ["law 2: there is no rule, or an empty one"] }
        let possible = possible(user, policy.rule, premises)
        let isShadow = policy.shadows == .remove && (kind == .warn || kind == .remove) && possible.contains(.unproven)
        return possible.contains(.fails) || isShadow ? [] : ["law 1: nothing fresh says that they do not fit"]
    }

    private func protection(
        _ kind: MembershipAct.Kind, _ user: UserID, _ room: RoomID, _ policy: EffectivePolicy, _ premises: Premises
    ) -> [String] {
        var found: [String] = []
        if policy.exempt.contains(where: { $0.matches(user) }) { found.append("exempt") }
        if let power = premises.rooms[room]?.power, power.isBeyond(surroundings.homeserver.bot, user) {
            found.append("law 9: beyond the bot's power")
        }
        if kind != .deny, isReprieved(user, room) { found.append("reprieved") }
        let limit = surroundings.settings.deadManMilliseconds
        if pages.sweepFinishedAt.map({ !(0...limit ~= now.milliseconds(since: $0)) }) ?? true {
            found.append("no sweep has finished for too long")
        }
        if premises.isSyncStalled { found.append("the sync has failed for long") }
        return found
    }

    private func isReprieved(_ user: UserID, _ room: RoomID) -> Bool {
        pages.reprieves[Chronicle.Pair(room: room, user: user)].map { now < $0 } ?? false
    }

    private func possible(_ user: UserID, _ rule: Rule, _ premises: Premises) -> Possible {
        let witness = Witness(surroundings: surroundings, books: premises.books, now: now, answers: answers)
        return rule.possible { witness.possible(user, $0, isExcluded: $1) }
    }

    // MARK: Departures

    /// A departure begins with the whole grace period.
    func judge(_ beginning: Chronicle.Beginning, _ premises: [Premises]) throws {
        let departure = beginning.departure
        guard departure.removedAt == nil else { return }
        let isPatient = premises.contains { premises in
            let policy = premises.policy(of: departure.room)
            return departure.dueAt >= beginning.at.advanced(byMilliseconds: policy.graceMilliseconds)
        }
        guard !isPatient else { return }
        throw World.Broken(
            description: "the departure of \(departure.user) from \(departure.room) is due before the grace period is over")
    }
}
