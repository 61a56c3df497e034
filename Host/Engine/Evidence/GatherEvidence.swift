public import Logging
public import UsherDomain

/// Looks at one requirement again, in the cheapest way that answers: not at all while something fresh is there; otherwise the
/// whole list of members, with the etag of the last one; and single people only where there is no list, or where it does not say
/// who is not on it. Whatever goes wrong is unknown: the last word stays until it is stale, then nobody knows, and it is tried
/// again.
///
/// May be called for every requirement at once and as often as one likes: it waits for its turn at the instance, one try for each
/// requirement serves all who ask, and nobody is asked before it is time.
public struct GatherEvidence: Sendable {
    /// Tries at once at one instance: a third party that is slow is not helped by more.
    public static let triesPerInstanceMax = 4
    /// Tries at once over all. They wait for third parties, not for the processor.
    public static let triesMax = 64

    /// What it works with.
    public struct Parts: Sendable {
        public let book: EvidenceBook
        public let evidence: any EvidenceStore
        public let links: any LinkStore
        public let authorisers: any Authorisers
        public let listings: any Listings
        public let pseudonyms: any Pseudonyms
        public let clock: any WallClock
        public let steadyClock: any SteadyClock
        public let random: any RandomSource
        public let logger: Logger

        public init(
            book: EvidenceBook, evidence: any EvidenceStore, links: any LinkStore, authorisers: any Authorisers,
            listings: any Listings, pseudonyms: any Pseudonyms, clock: any WallClock, steadyClock: any SteadyClock,
            random: any RandomSource, logger: Logger
        ) {
            self.book = book
            self.evidence = evidence
            self.links = links
            self.authorisers = authorisers
            self.listings = listings
            self.pseudonyms = pseudonyms
            self.clock = clock
            self.steadyClock = steadyClock
            self.random = random
            self.logger = logger
        }
    }

    let parts: Parts
    private let tries = SharedTries()
    private let turns = Turns(perInstanceMax: triesPerInstanceMax, allMax: triesMax)

    /// Puts the parts together. One for the process: copies share who asks what at the moment.
    public init(_ parts: Parts) {
        self.parts = parts
    }

    /// Looks at `requirement`, if it is time to.
    ///
    /// `concerned` are the people about whom it matters: in a room whose rule asks for it, or candidates for one. Of those
    /// without a link at an instance that links accounts, nobody is asked.
    public func callAsFunction(_ requirement: Requirement, concerning concerned: PersonSet) async -> Refresh {
        await work(requirement, concerned) { book, now, steady in
            book.assignment(requirement, concerned: concerned, now: now, steady: steady)
        }
    }

    /// Asks about these people now, one by one, whatever is known about them: for a person who stands at the door. Not while the
    /// instance is to be left alone after a failure.
    public func ask(about people: PersonSet, _ requirement: Requirement) async -> Refresh {
        await work(requirement, people) { book, _, steady in
            book.assignment(requirement, about: people, steady: steady)
        }
    }

    /// Takes an event that an authoriser told, and returns the requirements that it makes due: to be gathered now. Throws what
    /// the store throws; the book has taken the event then.
    ///
    /// `liftingBackoff`: a person asks, so that a wait of our own choice is over.
    public func take(
        _ event: AuthoriserEvent, at instance: InstanceID, liftingBackoff: Bool = false
    ) async throws -> Set<Requirement> {
        let revoked = parts.book.revoked(by: event, at: instance)
        let due = parts.book.take(
            event, at: instance, steady: parts.steadyClock.nowMilliseconds(), liftingBackoff: liftingBackoff)
        if let revoked { try await parts.evidence.forget(revoked, at: instance) }
        return due
    }

    private typealias Assign = @Sendable (EvidenceBook, Instant, Int64) -> EvidenceBook.Assignment?

    private func work(_ requirement: Requirement, _ concerned: PersonSet, _ assign: Assign) async -> Refresh {
        await tries.run(requirement) { before in
            await noteInstances()
            let (now, steady) = (parts.clock.now(), parts.steadyClock.nowMilliseconds())
            switch assign(parts.book, now, steady) {
            case nil: return Refresh(.rested, changed: false, nextTryMilliseconds: .max)
            case .rest(let milliseconds)?:
                // What somebody else has just found out is news to this caller too.
                return Refresh(before?.end ?? .rested, changed: before?.changed ?? false, nextTryMilliseconds: milliseconds)
            case .list?, .ask?: break
            }
            do {
                return try await turns.take(at: requirement.instance) { await go(requirement, concerned, assign) }
            } catch {
                // Nothing but a cancellation is thrown there.
                return Refresh(.cancelled, changed: false, nextTryMilliseconds: 0)
            }
        }
    }

    private func go(_ requirement: Requirement, _ concerned: PersonSet, _ assign: Assign) async -> Refresh {
        let now = parts.clock.now()
        let known = parts.book.verdicts(of: requirement, at: now)
        // Anew, since the wait for a turn may have been long.
        let end: Refresh.End =
            switch assign(parts.book, now, parts.steadyClock.nowMilliseconds()) {
            case nil, .rest?: .rested
            case .list(let etag)?: await list(requirement, etag: etag, concerned)
            case .ask(let people, let isLook)?: await ask(people, requirement, isLook: isLook)
            }
        return Refresh(
            end, changed: parts.book.verdicts(of: requirement, at: parts.clock.now()) != known,
            nextTryMilliseconds: parts.book.millisecondsLeft(requirement, steady: parts.steadyClock.nowMilliseconds()))
    }

    /// Keeps in mind which instances are there, and where people can link accounts.
    func noteInstances() async {
        parts.book.note(await parts.authorisers.instances())
    }
}

extension PluginDescription {
    /// Whether people can link accounts at its instances (`USHER_EXT_LINK` of usher_plugin.h).
    var canLink: Bool { extensions.contains("usher.link/1") }
}
