internal import UsherDomain

// Questions about single people.
extension GatherEvidence {
    /// What came of questions about some people.
    struct Asked {
        /// Of whom nothing was said.
        var unanswered: PersonSet = []
        /// Why; `nil` when everybody was answered for.
        var why: Unknown?
        /// The task was cancelled in the middle.
        var isCancelled = false
        /// The soonest that one of the answers should be looked at again.
        var againMilliseconds = Int64.max
        var askedCount = 0
        /// The third party said when to come again: nobody else is asked about.
        var isToBeLeftAlone = false
        /// Of the unanswered, when to ask about them again, as far as that was said.
        private var respites: [PersonNumber: GatherSchedule.Respite] = [:]

        mutating func miss(_ people: some Sequence<PersonNumber>, _ unknown: Unknown) {
            for person in people { unanswered.insert(person) }
            guard let first = why else { return why = unknown }
            // Of several waits that third parties ask for, the longest.
            let wait = [first, unknown].compactMap(\.retryAfterMilliseconds).max()
            why = Unknown(first.kind, first.message, retryAfterMilliseconds: wait)
        }

        /// These are left alone, because it was said when to ask about them again.
        mutating func miss(_ resting: [PersonNumber: GatherSchedule.Respite]) {
            for (person, respite) in resting {
                miss([person], Unknown(.failed, respite.why))
                respites[person] = respite
            }
        }

        /// How long nobody unanswered may be asked about, after `steady`; 0 when somebody may be at once.
        func restMilliseconds(_ steady: Int64) -> Int64 {
            guard unanswered.count == respites.count, let soonest = respites.values.map(\.until).min() else { return 0 }
            return max(soonest - steady, 0)
        }
    }

    /// Asks about `people`; with `isLook`, those are all who are due.
    func ask(_ people: PersonSet, _ requirement: Requirement, isLook: Bool) async -> Refresh.End {
        let order = parts.book.ticket(now: parts.clock.now(), steady: parts.steadyClock.nowMilliseconds()).order
        let asked = await question(people, requirement)
        if asked.isCancelled { return .cancelled }
        let (now, steady) = (parts.clock.now(), parts.steadyClock.nowMilliseconds())
        let again = min(parts.book.settings.refreshMilliseconds, asked.againMilliseconds)
        let wait = RetryDelay.spread(again, random: random())
        parts.book.schedule(requirement) { schedule in
            switch (isLook, asked.why) {
            case (true, nil): schedule.succeed(.asking, order: order, now: now, steady: steady, waitMilliseconds: wait)
            case (false, nil): schedule.answered(people, order: order, now: now)
            case (true, let why?) where asked.unanswered.count < people.count:
                schedule.succeedPartly(
                    .asking, order: order, unanswered: asked.unanswered, why: why, now: now, steady: steady
                ) { delay(asked, why, failures: $0, lookMilliseconds: wait, steady: steady) }
            case (_, let why?):
                schedule.miss(order: order, unanswered: asked.unanswered, why: why, now: now, steady: steady) {
                    delay(asked, why, failures: $0, steady: steady)
                }
            }
        }
        if let why = asked.why, asked.unanswered.count == people.count { return .unknown(why) }
        return .asked(people.count, unanswered: asked.unanswered.count)
    }

    /// There are no lists: asks about everybody who is due.
    func askInstead(_ requirement: Requirement, _ concerned: PersonSet) async -> Refresh.End {
        let due = parts.book.due(requirement, concerned: concerned, now: parts.clock.now())
        return await ask(due, requirement, isLook: true)
    }

    /// Asks about `people`, some at a time, until all are answered for, or nobody of the last ones was.
    func question(_ people: PersonSet, _ requirement: Requirement) async -> Asked {
        let began = parts.steadyClock.nowMilliseconds()
        var asked = Asked()
        let resting = parts.book.resting(people, requirement, steady: began)
        asked.miss(resting)
        var rest = people.filter { resting[$0] == nil }[...]
        while !rest.isEmpty {
            let chunk = rest.prefix(parts.book.settings.peoplePerQuestion)
            do {
                try Task.checkCancellation()
                guard try await question(chunk, requirement, &asked) else {
                    asked.miss(rest, Unknown(.failed))
                    return asked
                }
            } catch {
                asked.isCancelled = error is CancellationError
                if !asked.isCancelled { asked.miss(rest, trouble(with: requirement, error)) }
                return asked
            }
            rest = rest.dropFirst(chunk.count)
            guard !asked.isToBeLeftAlone else {
                asked.miss(rest, Unknown(.failed))
                return asked
            }
            guard rest.isEmpty || parts.steadyClock.nowMilliseconds() - began < parts.book.settings.lookMillisecondsMax else {
                asked.miss(rest, Unknown(.timedOut, "it takes too long to ask about everybody at once"))
                return asked
            }
        }
        return asked
    }

    /// Asks one question. Returns whether it was worth it: about somebody something was said, or nobody was left to ask about.
    private func question(
        _ chunk: ArraySlice<PersonNumber>, _ requirement: Requirement, _ asked: inout Asked
    ) async throws -> Bool {
        let instance = requirement.instance
        let ticket = parts.book.ticket(now: parts.clock.now(), steady: parts.steadyClock.nowMilliseconds())
        let about = parts.book.subjects(chunk, at: instance) { parts.pseudonyms.pseudonym(of: $0, at: instance) }
        guard !about.isEmpty else { return true }
        asked.askedCount += about.count
        let answers = await parts.authorisers.evaluate(about.map(\.subject), requirementJSON: requirement.json, at: instance)
        try Task.checkCancellation()
        guard answers.count == about.count else {
            asked.miss(about.map(\.person), Unknown(.violation, "it gave a wrong number of answers"))
            return false
        }
        var said: [(person: PersonNumber, evidence: Evidence)] = []
        let respites = respites(Array(zip(about.map(\.person), answers)))
        asked.miss(respites)
        for (person, evidence) in zip(about.map(\.person), answers) {
            if case .unknown(let reason) = evidence.finding {
                guard respites[person] == nil else { continue }
                asked.isToBeLeftAlone = asked.isToBeLeftAlone || evidence.wait != nil
                asked.miss([person], Unknown(.failed, reason, retryAfterMilliseconds: evidence.wait?.milliseconds))
            } else {
                said.append((person, dated(evidence, ticket.askedAt, &asked)))
            }
        }
        let stored = said.map {
            StoredFinding(requirement: requirement, user: parts.book.people.user($0.person), evidence: $0.evidence)
        }
        let emptying = parts.book.emptying(said, of: requirement)
        if !stored.isEmpty { try await parts.evidence.record(stored, emptying: emptying.map { [requirement: $0] } ?? [:]) }
        parts.book.record(said, of: requirement, emptying: emptying, ticket)
        parts.book.advise(Array(zip(about.map(\.person), answers)), of: requirement, respites: respites, ticket)
        return !said.isEmpty
    }

    /// Whom to leave alone for a while, as was said about them.
    private func respites(_ answers: [(PersonNumber, Evidence)]) -> [PersonNumber: GatherSchedule.Respite] {
        let steady = parts.steadyClock.nowMilliseconds()
        var respites: [PersonNumber: GatherSchedule.Respite] = [:]
        for (person, evidence) in answers {
            guard case .unknown(let why) = evidence.finding, let wait = evidence.wait, wait.scope == .person else { continue }
            let unknown = Unknown(.failed, why, retryAfterMilliseconds: wait.milliseconds)
            respites[person] = GatherSchedule.Respite(until: steady + delay(unknown, failures: 1), why: why)
        }
        return respites
    }

    /// The wait after questions of which some came to nothing. A look at everybody comes after `lookMilliseconds` at the latest,
    /// unless the third party wants to be left alone for longer.
    func delay(
        _ asked: Asked, _ why: Unknown, failures: Int, lookMilliseconds: Int64 = .max, steady: Int64
    ) -> Int64 {
        let wait = max(delay(why, failures: failures), asked.restMilliseconds(steady))
        return why.retryAfterMilliseconds == nil ? min(wait, lookMilliseconds) : wait
    }

    /// An answer as it is kept: as old as the question, and with an end.
    private func dated(_ evidence: Evidence, _ askedAt: Instant, _ asked: inout Asked) -> Evidence {
        let settings = parts.book.settings
        let goodFor = evidence.freshUntil.map { $0.milliseconds(since: evidence.observedAt) }
        let freshUntil = settings.freshUntil(askedAt, goodForMilliseconds: goodFor)
        let again = settings.askAgainMilliseconds(ofFresh: freshUntil.milliseconds(since: askedAt))
        asked.againMilliseconds = min(asked.againMilliseconds, again)
        return Evidence(
            finding: evidence.finding, observedAt: askedAt, freshUntil: freshUntil, reason: evidence.reason,
            factsJSON: evidence.factsJSON)
    }
}
