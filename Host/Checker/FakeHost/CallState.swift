internal import Glibc
internal import PluginABI

/// One call of a plugin function: what it may do, what it was given, and what it did. Guarded by the lock of ``FakeHost``.
final class CallState {
    /// For example `evaluate`.
    let function: String
    /// Which items the function emits.
    let allowed: Set<Item.Kind>
    let behaviour: Behaviour
    let store: InstanceStore
    let handle: UnsafeMutablePointer<usher_call>

    var items: [Item] = []
    var error: ErrorItem?
    /// Items that emit() refused because of `behaviour`.
    var refusedItems = 0
    var pieces: [GuardedMemory.Piece] = []
    var allocatedBytes = 0
    var allocations = 0
    /// How often a service was called.
    var serviceCalls = 0
    /// Calls of services that leave the process, and those of them that failed.
    var outsideCalls = 0
    var outsideFailures: [String] = []
    /// Answers that usher.http gave.
    var exchanges = 0
    var logLines = 0
    /// How often remaining_ms() or a service was called.
    var looksAtTime = 0
    private let startedAt = steadyMilliseconds()

    init(
        function: String, allowed: Set<Item.Kind>, behaviour: Behaviour, store: InstanceStore,
        handle: UnsafeMutablePointer<usher_call>
    ) {
        self.function = function
        self.allowed = allowed
        self.behaviour = behaviour
        self.store = store
        self.handle = handle
    }

    /// Whether remaining_ms() is down by now.
    var isOver: Bool {
        switch behaviour.remaining {
        case .plenty: false
        case .over: true
        case .endsAfter(let count): looksAtTime > count
        case .endsIn(let milliseconds): steadyMilliseconds() - startedAt >= milliseconds
        }
    }
}
