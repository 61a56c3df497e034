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

        mutating func miss(_ people: some Sequence<PersonNumber>, _ unknown: Unknown) {
            for person in people { unanswered.insert(person) }
            why = why ?? unknown
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
                ) { min(wait, delay(why, failures: $0)) }
            case (_, let why?):
                schedule.miss(order: order, unanswered: asked.unanswered, why: why, now: now, steady: steady) {
                    delay(why, failures: $0)
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
        var rest = Array(people)[...]
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
        for (person, evidence) in zip(about.map(\.person), answers) {
            if case .unknown(let reason) = evidence.finding {
                asked.miss([person], Unknown(.failed, reason))
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
        return !said.isEmpty
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
