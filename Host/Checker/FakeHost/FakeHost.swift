internal import CSys
internal import Glibc
internal import PluginABI
internal import UsherWire

/// The host that a plugin meets in a test process: it keeps every promise of usher_plugin.h, is as unkind as they allow, and
/// looks closely at what comes back.
///
/// What a plugin's own threads may see change is changed under `lock`; the rest is set before the plugin is loaded.
final class FakeHost {
    /// The one that the C functions of the table find: they carry no context of ours.
    // SAFETY: set once, before the plugin is loaded. What lies behind it keeps to its lock.
    nonisolated(unsafe) static var shared: FakeHost?

    /// How much a call may take from alloc(), as a worker gives it.
    static let arenaBytesMax = Limit.callMemory

    let reporter: Reporter
    let board: Board
    let memory: GuardedMemory
    /// What the author wrote down for http.
    var script: [ScriptedAnswer] = []
    /// What the manifest asks for.
    var permissions: Set<String> = []
    let lock = Lock()
    /// Which minor version of the ABI the plugin was compiled with.
    var pluginMinor: UInt16 = 0
    /// For what is asked without a call: service(), the clocks. Guarded by `lock`.
    private(set) var behaviour = Behaviour()
    /// The services that were asked for and not there, since the last ``behave(_:)``. Guarded by `lock`.
    private var missed: Set<String> = []
    private var random: Random
    private let startedAt = steadyMilliseconds()
    /// The usher_calls that are handed out in turn. None is ever freed: a plugin that keeps one is told, instead of finding
    /// another call behind it. They lie outside of malloc(), which the tests for leaks look at.
    private let slots: UnsafeMutableRawPointer
    private var running: [CallState?]
    private var names: [String]
    private var next = 0
    private static let slotCount = 16_384
    private static let slotBytes = 64
    private var tables = HostTables()

    init(reporter: Reporter, board: Board, seed: UInt64) {
        self.reporter = reporter
        self.board = board
        memory = GuardedMemory(board: board)
        random = Random(seed: seed)
        let bytes = Self.slotCount * Self.slotBytes
        let slots = mmap(nil, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
        guard let slots, slots != MAP_FAILED else { preconditionFailure("the checker has no memory left") }
        self.slots = slots
        running = Array(repeating: nil, count: Self.slotCount)
        names = Array(repeating: "", count: Self.slotCount)
    }

    /// From now on, the host behaves like this.
    func behave(_ behaviour: Behaviour) {
        lock.locked {
            self.behaviour = behaviour
            missed = []
        }
    }

    /// The services that the plugin asked for in vain, since the host behaves as it does.
    var missedServices: Set<String> { lock.locked { missed } }

    /// From now on, random bytes are those of this seed.
    func reseed(_ seed: UInt64) { lock.locked { random = Random(seed: seed) } }

    /// A day in 2026, so that whatever is fuzzed comes again: only the steady clock moves it.
    func unixMilliseconds() -> Int64 {
        1_790_000_000_000 + steadyMilliseconds() - startedAt + lock.locked { behaviour.clockOffset }
    }

    /// The table that plugins get, as large as `behaviour` says.
    func table() -> UnsafePointer<usher_host> { lock.locked { tables.host(self) } }

    /// Begins a call: from here on its usher_call is good.
    func begin(_ function: String, _ allowed: Set<Item.Kind>, _ store: InstanceStore) -> CallState {
        let host = table()
        return lock.locked {
            next = (next + 1) % Self.slotCount
            let block = slots + next * Self.slotBytes
            memset(block, 0xa5, Self.slotBytes)
            let handle = block.bindMemory(to: usher_call.self, capacity: 1)
            handle.initialize(to: usher_call(host: host))
            let state = CallState(
                function: function, allowed: allowed, behaviour: behaviour, store: store, handle: handle)
            running[next] = state
            names[next] = function
            return state
        }
    }

    /// Ends a call: its usher_call and its memory are not to be touched any more.
    func end(_ state: CallState) {
        lock.locked {
            if let slot = slot(of: state.handle) { running[slot] = nil }
            takeBack(state)
            let tail = UnsafeRawBufferPointer(start: UnsafeRawPointer(state.handle) + 8, count: 56)
            if !tail.allSatisfy({ $0 == 0xa5 }) {
                reporter.error(
                    .memory, "it wrote into the host's usher_call", change: "read usher_call.host and nothing else of it",
                    in: state.function)
            }
        }
    }

    /// Ends what a call was handed out so far: from now on nobody may touch it. Under `lock`.
    func takeBack(_ state: CallState) {
        for piece in state.pieces {
            if !memory.isIntact(piece) {
                reporter.error(
                    .memory, "it wrote past the end of memory that host->alloc() gave it",
                    change: "ask alloc() for every byte that is written, a final zero included", in: state.function)
            }
            memory.end(piece, .endedArena)
        }
        state.pieces = []
        state.allocatedBytes = 0
    }

    /// Runs `body` on the call that `handle` names. A kept, forged or NULL handle is reported and refused.
    func withCall<Result>(
        _ handle: UnsafeMutablePointer<usher_call>?, _ hostFunction: String, else refused: Result, _ body: (CallState) -> Result
    ) -> Result {
        lock.locked {
            guard let handle, let slot = slot(of: handle) else {
                reporter.error(
                    .threads, "it called \(hostFunction) with \(handle == nil ? "NULL" : "something else") for the usher_call",
                    change: "pass the usher_call that the running function received")
                return refused
            }
            guard let state = running[slot] else {
                reporter.error(
                    .threads, "the usher_call of \(names[slot])() was used for \(hostFunction) after that function returned",
                    change: "do not keep a usher_call: neither in self nor in a thread. Whoever uses it must be done before "
                        + "the function returns", in: names[slot])
                return refused
            }
            return body(state)
        }
    }

    /// Zeroed memory for a running call, ending at a guard page; `nil` over the budget.
    func allocate(_ length: Int, for state: CallState, _ purpose: String = "host->alloc()") -> UnsafeMutableRawPointer? {
        let length = max(length, 1)
        guard length <= Self.arenaBytesMax - state.allocatedBytes else { return nil }
        state.allocatedBytes += length
        let piece = memory.make(length, alignment: 16, .arena, .behindArena, "\(purpose) in \(state.function)()")
        state.pieces.append(piece)
        return piece.bytes.baseAddress
    }

    /// A copy of bytes that lives until the call ends, without a zero behind; `nil` over the budget.
    func keep(_ bytes: [UInt8], for state: CallState, _ purpose: String) -> usher_str? {
        guard !bytes.isEmpty else { return usher_str() }
        guard bytes.count <= Self.arenaBytesMax - state.allocatedBytes else { return nil }
        state.allocatedBytes += bytes.count
        let piece = memory.make(bytes.count, alignment: 1, .arena, .behindArena, "\(purpose) in \(state.function)()")
        state.pieces.append(piece)
        piece.bytes.copyBytes(from: bytes)
        return usher_str(lending: UnsafeRawBufferPointer(piece.bytes))
    }

    /// Bytes that look random and come again with the same seed.
    func fill(_ buffer: UnsafeMutableRawBufferPointer) {
        lock.locked { for index in buffer.indices { buffer[index] = UInt8(truncatingIfNeeded: random.next()) } }
    }

    /// Which of the usher_calls this is; `nil` for none of them.
    private func slot(of handle: UnsafeMutablePointer<usher_call>) -> Int? {
        let offset = UnsafeMutableRawPointer(handle) - slots
        guard offset >= 0, offset % Self.slotBytes == 0, offset / Self.slotBytes < Self.slotCount,
            !names[offset / Self.slotBytes].isEmpty
        else { return nil }
        return offset / Self.slotBytes
    }

    private func hides(_ id: String) -> Bool {
        switch behaviour.hidden {
        case .nothing: false
        case .everything: true
        case .one(let hidden): hidden == id
        }
    }

    func service(_ id: String) -> UnsafeRawPointer? {
        lock.locked {
            guard hides(id) else { return tables.service(id, self) }
            missed.insert(id)
            return nil
        }
    }
}
