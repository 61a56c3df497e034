internal import UsherDomain

/// When and how to ask about a requirement again. Times are those of the steady clock, in milliseconds: an administrator who sets
/// the wall clock neither stops the asking nor starts a storm. A value.
struct GatherSchedule {
    /// Why nobody is asked for a while.
    enum Block: Hashable {
        /// The last try failed as a whole, and the wait is our own choice: a person who knows better may ask sooner.
        case ourBackoff
        /// The third party said when to come again.
        case asked
        /// A listing waits for another one to confirm it.
        case unconfirmed
    }

    /// Until when nobody asks about one person, because the answer about them said so.
    struct Respite {
        let until: Int64
        /// What that answer said.
        let why: String
    }

    private(set) var nextTryAt: Int64 = 0
    /// Why nobody is asked before ``nextTryAt``, whatever happens; `nil`: somebody may be.
    private(set) var block: Block?
    /// Tries in a row that failed, as a whole or about somebody.
    private(set) var failures = 0
    private(set) var lastTryAt: Int64?
    private(set) var lastSuccessAt: Instant?
    private(set) var lastFailure: RequirementStatus.Failure?
    private(set) var method: RequirementStatus.Method?
    /// Whom to ask about before the next look at everybody.
    private(set) var urgent: PersonSet = []
    /// When somebody became urgent last, in the order of things (``Dossier``).
    private var urgentSince: UInt64 = 0
    /// About whom the last question brought no answer. They are asked about with the next look, and keep nobody else from being
    /// asked about before it.
    private(set) var unanswered: PersonSet = []
    /// Of the unanswered, those of whom it was said when to ask again. Also those whose time is over, until they are asked about.
    private(set) var respites: [PersonNumber: Respite] = [:]
    /// Findings that were asked for before this, in the order of things, are due.
    private(set) var recheckBefore: UInt64 = 0

    /// Whether a look at everybody is due. `isKnown`: there is something fresh to go by.
    func isDue(steady: Int64, isKnown: Bool, settings: GatherSettings) -> Bool {
        if steady >= nextTryAt { return true }
        guard block == nil, !isKnown, method != .asking else { return false }
        // After a jump of the wall clock. Not at once again where a plugin's answers are good for no time at all.
        return lastTryAt.map { steady - $0 >= settings.refreshMillisecondsMin } ?? true
    }

    // MARK: What happened there

    /// Look at these people soon: something happened to them at `order`.
    mutating func hurry(_ people: PersonSet, order: UInt64) {
        urgent.formUnion(people)
        urgentSince = max(urgentSince, order)
    }

    /// Look at everybody soon, also at those of whom something fresh is known that was asked for before `order`. With
    /// `liftingBackoff`, also where the last try failed and nobody said when to come again.
    mutating func hurry(before order: UInt64, steady: Int64, liftingBackoff: Bool = false) {
        recheckBefore = order
        if liftingBackoff, block == .ourBackoff { block = nil }
        if block == nil { nextTryAt = min(nextTryAt, steady) }
    }

    /// Nobody needs to be asked about these any more.
    mutating func forget(_ people: PersonSet) {
        urgent.subtract(people)
        unanswered.subtract(people)
        for person in people { respites[person] = nil }
    }

    /// The person was asked about: what was said about asking again takes the place of what was said before.
    mutating func note(_ respite: Respite?, of person: PersonNumber) {
        respites[person] = respite
    }

    /// Nothing is asked about these now, whatever happens to them.
    func resting(steady: Int64) -> PersonSet {
        respites.isEmpty ? [] : PersonSet(respites.lazy.filter { $0.value.until > steady }.map(\.key))
    }

    // MARK: How a try ended
    // `order` is when its first question was asked, in the order of things: what happened after that is not answered by it.

    /// All went well: everybody is known by `method`.
    mutating func succeed(
        _ method: RequirementStatus.Method, order: UInt64, now: Instant, steady: Int64, waitMilliseconds: Int64
    ) {
        self.method = method
        lastSuccessAt = now
        failures = 0
        unanswered = []
        settle(order)
        end(steady: steady, waitMilliseconds: recheckBefore > order ? 0 : waitMilliseconds)
    }

    /// Something was said, but not about everybody: `unanswered` is who is left.
    mutating func succeedPartly(
        _ method: RequirementStatus.Method, order: UInt64, unanswered: PersonSet, why: Unknown, now: Instant, steady: Int64,
        wait: (_ failures: Int) -> Int64
    ) {
        self.method = method
        lastSuccessAt = now
        self.unanswered = []
        settle(order)
        miss(order: order, unanswered: unanswered, why: why, now: now, steady: steady, wait: wait)
    }

    /// A question about some people brought nothing about these: the next look at everybody is sooner, the others go on.
    mutating func miss(
        order: UInt64, unanswered: PersonSet, why: Unknown, now: Instant, steady: Int64, wait: (_ failures: Int) -> Int64
    ) {
        self.unanswered.formUnion(unanswered)
        if urgentSince <= order { urgent.subtract(unanswered) }
        failures += 1
        lastFailure = RequirementStatus.Failure(unknown: why, at: now)
        // The third party wants to be left alone, whoever it said so about. What happened meanwhile is looked at then.
        if why.retryAfterMilliseconds != nil { return end(steady: steady, waitMilliseconds: wait(failures), block: .asked) }
        let left = nextTryAt > steady ? nextTryAt - steady : .max
        end(steady: steady, waitMilliseconds: recheckBefore > order ? 0 : min(wait(failures), left))
    }

    /// Some people were asked about in between, and all were answered for.
    mutating func answered(_ people: PersonSet, order: UInt64, now: Instant) {
        unanswered.subtract(people)
        if urgentSince <= order { urgent.subtract(people) }
        lastSuccessAt = now
    }

    /// Nobody knows.
    mutating func fail(_ unknown: Unknown, now: Instant, steady: Int64, wait: (_ failures: Int) -> Int64) {
        failures += 1
        lastFailure = RequirementStatus.Failure(unknown: unknown, at: now)
        end(
            steady: steady, waitMilliseconds: wait(failures),
            block: unknown.retryAfterMilliseconds == nil ? .ourBackoff : .asked)
    }

    /// A suspicious listing waits for another one.
    mutating func hold(now: Instant, steady: Int64, waitMilliseconds: Int64) {
        lastSuccessAt = now
        failures = 0
        end(steady: steady, waitMilliseconds: waitMilliseconds, block: .unconfirmed)
    }

    /// Whoever was urgent before `order` was looked at.
    private mutating func settle(_ order: UInt64) {
        if urgentSince <= order { urgent = [] }
    }

    private mutating func end(steady: Int64, waitMilliseconds: Int64, block: Block? = nil) {
        lastTryAt = steady
        nextTryAt = steady + max(waitMilliseconds, 0)
        self.block = block
    }
}
