internal import Synchronization
internal import UsherDomain

/// One try at a time for each requirement: whoever comes meanwhile waits for its end, and learns what came of it. Any thread.
final class SharedTries: Sendable {
    private let waiting = Mutex<[Requirement: [CheckedContinuation<Refresh, Never>]]>([:])

    /// Does `work` while nobody else does any for `requirement`. With what the others did before, latest last; `nil`: nothing.
    func run(_ requirement: Requirement, _ work: (_ before: Refresh?) async -> Refresh) async -> Refresh {
        var before: Refresh?
        while !begin(requirement) {
            let result = await withCheckedContinuation { continuation in
                let isOver = waiting.withLock { waiting in
                    guard waiting[requirement] != nil else { return true }
                    waiting[requirement]?.append(continuation)
                    return false
                }
                // It ended just now, without this one: its result is not known here.
                if isOver { continuation.resume(returning: Refresh(.rested, changed: false, nextTryMilliseconds: 0)) }
            }
            if result.end != .rested { before = result }
        }
        let result = await work(before)
        let waiters = waiting.withLock { $0.removeValue(forKey: requirement) ?? [] }
        for waiter in waiters { waiter.resume(returning: result) }
        return result
    }

    private func begin(_ requirement: Requirement) -> Bool {
        waiting.withLock { waiting in
            guard waiting[requirement] == nil else { return false }
            waiting[requirement] = []
            return true
        }
    }
}
