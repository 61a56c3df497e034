internal import Logging
internal import UsherDomain

// Whole lists of members.
extension GatherEvidence {
    /// Gets the list of members, page by page, and lets it count when it is whole and not suspicious. Where there are no lists,
    /// asks about people instead.
    func list(_ requirement: Requirement, etag: [UInt8], _ concerned: PersonSet) async -> Refresh.End {
        let ticket = parts.book.ticket(now: parts.clock.now(), steady: parts.steadyClock.nowMilliseconds())
        var run = PageRun(hasETag: !etag.isEmpty, settings: parts.book.settings)
        var accounts: AccountSet = []
        var cursor: [UInt8]?
        do {
            while true {
                let answer = await parts.listings.members(
                    requirementJSON: requirement.json, cursor: cursor, etag: cursor == nil ? etag : [], at: requirement.instance)
                try Task.checkCancellation()
                switch run.take(answer, elapsedMilliseconds: parts.steadyClock.nowMilliseconds() - ticket.steady) {
                case .broken(let unknown) where unknown.kind == .unsupported && cursor == nil:
                    return await askInstead(requirement, concerned)
                case .broken(let unknown):
                    return failed(requirement, unknown)
                case .unchanged(let goodFor):
                    guard let snapshot = parts.book.renewed(requirement, goodForMilliseconds: goodFor, ticket) else {
                        return failed(requirement, Unknown(.violation, "it said \"not modified\" of what is not known"))
                    }
                    // Two times: its accounts are stored already.
                    let isStored = try await parts.evidence.renew(
                        requirement, takenAt: snapshot.takenAt, freshUntil: snapshot.freshUntil)
                    if !isStored { try await parts.evidence.accept(snapshot) }
                    return await count(snapshot, ticket, concerned, as: .renewed)
                case .take(let page, let next):
                    let numbers = try await parts.links.numbers(of: page, at: requirement.instance)
                    for number in numbers { accounts.insert(number) }
                    guard let next else {
                        return try await settle(run.whole(accounts, takenAt: ticket.askedAt, of: requirement), ticket, concerned)
                    }
                    cursor = next
                }
            }
        } catch {
            return interrupted(requirement, error)
        }
    }

    /// Judges a whole listing.
    private func settle(
        _ snapshot: Snapshot, _ ticket: EvidenceBook.Ticket, _ concerned: PersonSet
    ) async throws -> Refresh.End {
        let (now, steady) = (parts.clock.now(), parts.steadyClock.nowMilliseconds())
        switch parts.book.judge(snapshot, now: now, steady: steady) {
        case .accept(let hasBecomeEmpty):
            var snapshot = snapshot
            snapshot.hasBecomeEmpty = hasBecomeEmpty
            return try await accept(snapshot, ticket, concerned, as: .listed)
        case .hold:
            try await parts.evidence.hold(snapshot)
            parts.book.hold(snapshot, steady: steady)
            parts.logger.warning(
                "a list of members shrank a lot, and waits to be confirmed",
                metadata: [
                    "instance": "\(snapshot.requirement.instance)", "requirement": "\(snapshot.requirement.json)",
                    "accounts": "\(snapshot.accounts.count)",
                ])
            let settings = parts.book.settings
            // Only later than that, so that it can be confirmed then.
            let wait = settings.confirmMilliseconds + RetryDelay.spread(settings.confirmMilliseconds / 10, random: random())
            parts.book.schedule(snapshot.requirement) { $0.hold(now: now, steady: steady, waitMilliseconds: wait) }
            return .held
        }
    }

    /// A listing counts from now on. Whom it says nothing about is asked about one by one.
    private func accept(
        _ snapshot: Snapshot, _ ticket: EvidenceBook.Ticket, _ concerned: PersonSet, as end: Refresh.End
    ) async throws -> Refresh.End {
        try await parts.evidence.accept(snapshot)
        return await count(snapshot, ticket, concerned, as: end)
    }

    /// A listing that is stored counts from now on.
    private func count(
        _ snapshot: Snapshot, _ ticket: EvidenceBook.Ticket, _ concerned: PersonSet, as end: Refresh.End
    ) async -> Refresh.End {
        parts.book.accept(snapshot, ticket)
        let requirement = snapshot.requirement
        let fresh = snapshot.freshUntil.milliseconds(since: snapshot.takenAt)
        let wait = RetryDelay.spread(parts.book.settings.refreshMilliseconds(ofFresh: fresh), random: random())
        let absent =
            snapshot.isAuthoritative ? [] : parts.book.due(requirement, concerned: concerned, now: parts.clock.now())
        let asked = await question(absent, requirement)
        if asked.isCancelled { return .cancelled }
        let (now, steady) = (parts.clock.now(), parts.steadyClock.nowMilliseconds())
        parts.book.schedule(requirement) { schedule in
            guard let why = asked.why else {
                return schedule.succeed(.listing, order: ticket.order, now: now, steady: steady, waitMilliseconds: wait)
            }
            schedule.succeedPartly(
                .listing, order: ticket.order, unanswered: asked.unanswered, why: why, now: now, steady: steady
            ) { delay(asked, why, failures: $0, lookMilliseconds: wait, steady: steady) }
        }
        return end
    }

    /// Nobody knows.
    func failed(_ requirement: Requirement, _ unknown: Unknown) -> Refresh.End {
        let (now, steady) = (parts.clock.now(), parts.steadyClock.nowMilliseconds())
        parts.book.schedule(requirement) { schedule in
            schedule.fail(unknown, now: now, steady: steady) { delay(unknown, failures: $0) }
        }
        return .unknown(unknown)
    }

    /// A try ended in the middle: the daemon stops, or something of our own does not work.
    private func interrupted(_ requirement: Requirement, _ error: any Error) -> Refresh.End {
        error is CancellationError ? .cancelled : failed(requirement, trouble(with: requirement, error))
    }

    /// The store does not work: what was said is lost.
    func trouble(with requirement: Requirement, _ error: any Error) -> Unknown {
        parts.logger.error(
            "evidence cannot be stored",
            metadata: [
                "instance": "\(requirement.instance)", "requirement": "\(requirement.json)", "error": "\(error)",
            ])
        return Unknown(.failed, "what was said could not be stored")
    }

    func delay(_ unknown: Unknown, failures: Int) -> Int64 {
        RetryDelay.after(unknown, failures: failures, settings: parts.book.settings, random: random())
    }

    func random() -> UInt64 {
        parts.random.bytes(8).reduce(0) { $0 << 8 | UInt64($1) }
    }
}
