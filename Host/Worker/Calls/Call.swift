internal import Glibc
internal import PluginABI
internal import UsherWire

/// What one running call may do, and what it has collected.
struct Call: ~Copyable {
    /// Which order of the daemon is being served.
    struct Order {
        var id: UInt64 = 0
        /// In milliseconds of CLOCK_MONOTONIC.
        var deadline: Int64 = 0
        /// What goes before the code in a claim URL.
        var claimPrefix: [UInt8] = []
    }

    /// Which item the running function emits.
    enum Kind {
        case nothing
        case evidence
        case linkStep
        case result
        case claim
    }

    private(set) var order = Order()
    private var kind = Kind.nothing
    /// The fields of the emitted `usher_error`, or nothing.
    private(set) var failure = FrameWriter()
    /// The fields of the emitted item, or nothing.
    private(set) var item = FrameWriter()
    private(set) var breach = Outcome.Breach.none
    private var arena: [UnsafeMutableRawPointer] = []
    private var arenaBytes = 0

    mutating func begin(_ order: Order, _ kind: Kind) {
        self.order = order
        self.kind = kind
    }

    /// Forgets everything and gives the arena back.
    mutating func end() {
        failure.removeAll()
        item.removeAll()
        breach = .none
        guard !arena.isEmpty else { return }
        for block in arena { free(block) }
        arena.removeAll(keepingCapacity: true)
        arenaBytes = 0
    }

    /// Zeroed memory until the call ends; `nil` over the budget.
    mutating func allocate(_ length: Int) -> UnsafeMutableRawPointer? {
        let length = max(length, 1)
        guard length <= Runtime.arenaBytesMax - arenaBytes, let block = calloc(1, length) else { return nil }
        arena.append(block)
        arenaBytes += length
        return block
    }

    /// A copy of bytes that lives until the call ends; `nil` over the budget.
    mutating func keep(_ bytes: UnsafeRawBufferPointer) -> usher_str? {
        guard !bytes.isEmpty else { return usher_str() }
        guard let block = allocate(bytes.count) else { return nil }
        UnsafeMutableRawBufferPointer(start: block, count: bytes.count).copyMemory(from: bytes)
        return usher_str(lending: UnsafeRawBufferPointer(start: block, count: bytes.count))
    }

    /// Takes an item, if the running function emits this kind and has not done so yet.
    mutating func take(_ kind: Kind, _ read: () throws(EmitFault) -> BorrowedItem) throws(EmitFault) {
        guard kind == self.kind else { throw .invalid }
        let read = try read()
        guard item.bytes.isEmpty else {
            breach = .secondItem
            throw .limit
        }
        read.write(to: &item)
    }

    /// Takes an error. The last one wins.
    mutating func take(retryAfterMilliseconds: Int64, message: UnsafeRawBufferPointer) {
        failure.removeAll()
        failure.failure(retryAfterMilliseconds: retryAfterMilliseconds, message: message)
    }
}
