import Synchronization

/// Whether a daemon lives, and at which of its writes it dies: before it reaches the disk, or after. Any thread.
final class Lifeline: Sendable {
    struct Died: Error {}

    private struct State {
        var left: Int?
        var diesBefore = false
        var isDead = false
    }

    private let state = Mutex(State())
    private let onDeath: @Sendable () -> Void

    /// `onDeath` is called once, in the moment of death.
    init(onDeath: @escaping @Sendable () -> Void) {
        self.onDeath = onDeath
    }

    /// It dies at the `count`-th write from now on.
    func die(atWrite count: Int, before: Bool) {
        state.withLock { state in
            state.left = count
            state.diesBefore = before
        }
    }

    /// It will not die after all.
    func spare() {
        state.withLock { $0.left = nil }
    }

    /// It dies now.
    func die() {
        let isFirst = state.withLock { state in
            defer { state.isDead = true }
            return !state.isDead
        }
        if isFirst { onDeath() }
    }

    var isDead: Bool { state.withLock { $0.isDead } }

    func check() throws {
        if isDead { throw Died() }
    }

    /// Around each write.
    func write<Value>(_ body: () async throws -> Value) async throws -> Value {
        try check()
        let isLast = state.withLock { state in
            guard let left = state.left else { return false }
            state.left = left - 1
            return left == 1
        }
        if isLast, state.withLock({ $0.diesBefore }) {
            die()
            throw Died()
        }
        let value = try await body()
        if isLast {
            die()
            throw Died()
        }
        return value
    }
}
