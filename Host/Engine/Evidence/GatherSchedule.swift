internal import UsherDomain

/// When and how to ask about a requirement again. Times are those of the steady clock, in milliseconds: an administrator who sets
/// the wall clock neither stops the asking nor starts a storm. A value.
struct GatherSchedule {
    private(set) var nextTryAt: Int64 = 0
    /// Nobody is asked before ``nextTryAt``, whatever happens: the last try failed as a whole, or a listing waits to be
    /// confirmed.
    private(set) var isBlocked = false
    /// Tries in a row that failed, as a whole or about somebody.
    private(set) var failures = 0
    private(set) var lastTryAt: Int64?
    private(set) var lastSuccessAt: Instant?
    private(set) var lastFailure: RequirementStatus.Failure?
    private(set) var method: RequirementStatus.Method?
    /// Whom to ask about before the next look at everybody.
    private(set) var urgent: PersonSet = []
    /// About whom the last question brought no answer. They are asked about with the next look, and keep nobody else from being
    /// asked about before it.
    private(set) var unanswered: PersonSet = []
    /// Findings that were asked for before this, in the order of things, are due.
    private(set) var recheckBefore: UInt64 = 0

    /// Whether a look at everybody is due. `isKnown`: there is something fresh to go by.
    func isDue(steady: Int64, isKnown: Bool, settings: GatherSettings) -> Bool {
        if steady >= nextTryAt { return true }
        guard !isBlocked, !isKnown, method != .asking else { return false }
        // After a jump of the wall clock. Not at once again where a plugin's answers are good for no time at all.
        return lastTryAt.map { steady - $0 >= settings.refreshMillisecondsMin } ?? true
    }

    // MARK: What happened there

    /// Look at these people soon.
    mutating func hurry(_ people: PersonSet) {
        urgent.formUnion(people)
    }

    /// Look at everybody soon, also at those of whom something fresh is known that was asked for before `order`.
    mutating func hurry(before order: UInt64, steady: Int64) {
        recheckBefore = order
        if !isBlocked { nextTryAt = min(nextTryAt, steady) }
    }

    /// Nobody needs to be asked about these any more.
    mutating func forget(_ people: PersonSet) {
        urgent.subtract(people)
        unanswered.subtract(people)
    }

    // MARK: How a try ended

    /// All went well: everybody is known by `method`.
    mutating func succeed(_ method: RequirementStatus.Method, now: Instant, steady: Int64, waitMilliseconds: Int64) {
        self.method = method
        lastSuccessAt = now
        failures = 0
        unanswered = []
        urgent = []
        end(steady: steady, waitMilliseconds: waitMilliseconds, isBlocked: false)
    }

    /// Something was said, but not about everybody: `unanswered` is who is left.
    mutating func succeedPartly(
        _ method: RequirementStatus.Method, unanswered: PersonSet, why: Unknown, now: Instant, steady: Int64,
        wait: (_ failures: Int) -> Int64
    ) {
        self.method = method
        lastSuccessAt = now
        self.unanswered = []
        urgent = []
        miss(unanswered: unanswered, why: why, now: now, steady: steady, wait: wait)
    }

    /// A question about some people brought nothing about these: the next look at everybody is sooner, the others go on.
    mutating func miss(unanswered: PersonSet, why: Unknown, now: Instant, steady: Int64, wait: (_ failures: Int) -> Int64) {
        self.unanswered.formUnion(unanswered)
        urgent.subtract(unanswered)
        failures += 1
        lastFailure = RequirementStatus.Failure(unknown: why, at: now)
        let left = nextTryAt > steady ? nextTryAt - steady : .max
        end(steady: steady, waitMilliseconds: min(wait(failures), left), isBlocked: false)
    }

    /// Some people were asked about in between, and all were answered for.
    mutating func answered(_ people: PersonSet, now: Instant) {
        forget(people)
        lastSuccessAt = now
    }

    /// Nobody knows.
    mutating func fail(_ unknown: Unknown, now: Instant, steady: Int64, wait: (_ failures: Int) -> Int64) {
        failures += 1
        lastFailure = RequirementStatus.Failure(unknown: unknown, at: now)
        end(steady: steady, waitMilliseconds: wait(failures), isBlocked: true)
    }

    /// A suspicious listing waits for another one.
    mutating func hold(now: Instant, steady: Int64, waitMilliseconds: Int64) {
        lastSuccessAt = now
        failures = 0
        end(steady: steady, waitMilliseconds: waitMilliseconds, isBlocked: true)
    }

    private mutating func end(steady: Int64, waitMilliseconds: Int64, isBlocked: Bool) {
        lastTryAt = steady
        nextTryAt = steady + max(waitMilliseconds, 0)
        self.isBlocked = isBlocked
    }
}
