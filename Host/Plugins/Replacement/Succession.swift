internal import UsherDomain

/// Which file of one plugin serves, and what happens when another one is to take its place. Pure: told what happened, it says
/// what to do, and its owner does it.
///
/// A file runs as a *run*: one worker, with a number that is never used again. The old run goes on until the new one has proven
/// itself, and the old file is kept until the new one has lasted for some time.
struct Succession: Sendable {
    /// One file at work.
    struct Run: Hashable, Sendable {
        let number: Int
        let digest: PluginDigest
    }

    enum Action: Hashable, Sendable {
        /// Start a worker for it, with all instances.
        case begin(Run)
        /// Whoever asks from now on asks this one.
        case route(to: Run)
        /// Whoever asks from now on is told this.
        case unroute(String)
        /// Let it finish what it has begun, and end it.
        case retire(Run)
        /// Find out whether the new one does at least what the old one does; ``judged(_:problem:now:)`` has the answer.
        case judge(new: Run, old: Run)
        /// Remember the file as the one in use.
        case pin(PluginDigest)
        /// Do not start it again.
        case isolate(PluginDigest, String)
        /// Tell people.
        case tell(PluginChange.Kind, PluginDigest, String)
        /// Look at the plugin's files again.
        case reconsider
    }

    private struct Incumbent: Sendable {
        let run: Run
        /// The file to go back to, and until when.
        var fallback: (digest: PluginDigest, until: Int64)?
    }

    private enum Phase: Sendable {
        case vacant
        case serving(Incumbent)
        case replacing(Incumbent, new: Run)
    }

    private struct Rejection: Sendable {
        let digest: PluginDigest
        var failures: Int
        /// `nil` once the time has come.
        var againAt: Int64?
    }

    private let times: ReplacementTimes
    private var phase = Phase.vacant
    private var lastNumber: Int
    private var rejection: Rejection?

    /// Run numbers begin after `lastNumber`.
    init(times: ReplacementTimes, lastNumber: Int = 0) {
        self.times = times
        self.lastNumber = lastNumber
    }

    /// The run that serves.
    var current: Run? {
        switch phase {
        case .vacant: nil
        case .serving(let incumbent), .replacing(let incumbent, _): incumbent.run
        }
    }

    /// The run that is being started to take over.
    var successor: Run? {
        if case .replacing(_, let new) = phase { new } else { nil }
    }

    /// The contents that may still be needed.
    var needed: Set<PluginDigest> {
        var needed = Set([current?.digest, successor?.digest].compactMap { $0 })
        switch phase {
        case .vacant: break
        case .serving(let incumbent), .replacing(let incumbent, _):
            if let fallback = incumbent.fallback { needed.insert(fallback.digest) }
        }
        return needed
    }

    /// When ``tick(now:)`` has something to do.
    var nextTick: Int64? {
        var times = [rejection?.againAt].compactMap { $0 }
        switch phase {
        case .vacant: break
        case .serving(let incumbent), .replacing(let incumbent, _):
            if let fallback = incumbent.fallback { times.append(fallback.until) }
        }
        return times.min()
    }

    /// Whether ``offer(_:now:)`` would start this content, so that its library is needed.
    func wants(_ digest: PluginDigest, now: Int64) -> Bool {
        guard case .vacant = phase else {
            if let rejection, rejection.digest == digest, let again = rejection.againAt, now < again { return false }
            return digest != (successor ?? current)?.digest
        }
        return true
    }

    // MARK: What the files say

    /// This content is the plugin, and may run.
    mutating func offer(_ digest: PluginDigest, now: Int64) -> [Action] {
        if let successor, current?.digest == digest { return abandon(successor) }
        guard wants(digest, now: now) else { return [] }
        lastNumber += 1
        let run = Run(number: lastNumber, digest: digest)
        if rejection?.digest != digest { rejection = nil }
        switch phase {
        case .vacant:
            // Whoever asks while it starts, waits for it.
            phase = .serving(Incumbent(run: run))
            return [.begin(run), .route(to: run)]
        case .serving(let incumbent):
            phase = .replacing(incumbent, new: run)
            return [.begin(run)]
        case .replacing(let incumbent, let other):
            phase = .replacing(incumbent, new: run)
            return [.retire(other), .begin(run)]
        }
    }

    /// No file may take over now. What serves goes on.
    mutating func hold() -> [Action] {
        successor.map { abandon($0) } ?? []
    }

    /// There is no file of the plugin any more.
    mutating func withdraw(_ reason: String) -> [Action] {
        rejection = nil
        guard let current else { return [] }
        let runs = [successor, current].compactMap { $0 }
        phase = .vacant
        return [.unroute(reason)] + runs.map(Action.retire)
    }

    /// A person or a new event gives a content that failed another chance at once.
    mutating func forgive(_ digest: PluginDigest) {
        if rejection?.digest == digest { rejection = nil }
    }

    // MARK: What the workers say

    /// A worker serves calls.
    mutating func serves(_ number: Int) -> [Action] {
        if let successor, successor.number == number, let current { return [.judge(new: successor, old: current)] }
        if let current, current.number == number { return [.pin(current.digest)] }
        return []
    }

    /// The successor was compared with the one it is to replace; `problem` says why it must not.
    mutating func judged(_ number: Int, problem: String?, now: Int64) -> [Action] {
        // The one that it was compared with has given up meanwhile, and it has inherited: it is in use.
        if case .serving(let heir) = phase, heir.run.number == number { return [.pin(heir.run.digest)] }
        guard case .replacing(let incumbent, let new) = phase, new.number == number else { return [] }
        if let problem { return reject(new, problem, now: now) }
        rejection = nil
        phase = .serving(Incumbent(run: new, fallback: (incumbent.run.digest, now + times.probation)))
        return [.route(to: new), .retire(incumbent.run), .pin(new.digest), .tell(.replaced, new.digest, "")]
    }

    /// A worker ended by itself. It is started again by whoever owns it, unless told otherwise here.
    mutating func crashed(_ number: Int, _ reason: String, now: Int64) -> [Action] {
        if let successor, successor.number == number { return reject(successor, reason, now: now) }
        guard current?.number == number else { return [] }
        return goBack(reason, now: now)
    }

    /// A worker has ended, and is not started again.
    mutating func gaveUp(_ number: Int, _ reason: String, now: Int64) -> [Action] {
        if let successor, successor.number == number {
            return [.isolate(successor.digest, reason)] + reject(successor, reason, now: now)
        }
        guard let current, current.number == number else { return [] }
        let back = goBack(reason, now: now)
        if !back.isEmpty { return back }
        let isolation = Action.isolate(current.digest, reason)
        if let successor {
            // There is nothing left to compare it with.
            phase = .serving(Incumbent(run: successor))
            return [isolation, .route(to: successor), .retire(current)]
        }
        phase = .vacant
        return [isolation, .unroute(reason), .retire(current), .reconsider]
    }

    /// Time has passed.
    mutating func tick(now: Int64) -> [Action] {
        switch phase {
        case .vacant: break
        case .serving(var incumbent):
            if let fallback = incumbent.fallback, now >= fallback.until { incumbent.fallback = nil }
            phase = .serving(incumbent)
        case .replacing(var incumbent, let new):
            if let fallback = incumbent.fallback, now >= fallback.until { incumbent.fallback = nil }
            phase = .replacing(incumbent, new: new)
        }
        guard let again = rejection?.againAt, now >= again else { return [] }
        rejection?.againAt = nil
        return [.reconsider]
    }

    // MARK: Going on with the old one

    private mutating func abandon(_ new: Run) -> [Action] {
        guard case .replacing(let incumbent, _) = phase else { return [] }
        phase = .serving(incumbent)
        return [.retire(new)]
    }

    private mutating func reject(_ new: Run, _ reason: String, now: Int64) -> [Action] {
        let failures = rejection.map { $0.digest == new.digest ? $0.failures + 1 : 1 } ?? 1
        let pause = min(times.again << Int64(min(failures - 1, 16)), times.againMax)
        rejection = Rejection(digest: new.digest, failures: failures, againAt: now + pause)
        return abandon(new) + [.tell(.refused, new.digest, reason)]
    }

    /// Back to the previous file, if it is still kept. Its worker starts anew: the calls that come meanwhile wait for it, rather
    /// than go to the one that has just crashed.
    private mutating func goBack(_ reason: String, now: Int64) -> [Action] {
        switch phase {
        case .vacant: return []
        case .serving(let incumbent), .replacing(let incumbent, _):
            guard let fallback = incumbent.fallback, now < fallback.until else { return [] }
            let failed = [incumbent.run, successor].compactMap { $0 }
            lastNumber += 1
            let run = Run(number: lastNumber, digest: fallback.digest)
            phase = .serving(Incumbent(run: run))
            return [.isolate(incumbent.run.digest, reason), .begin(run), .route(to: run)] + failed.map(Action.retire) + [
                .pin(run.digest), .tell(.rolledBack, incumbent.run.digest, reason), .reconsider,
            ]
        }
    }
}
