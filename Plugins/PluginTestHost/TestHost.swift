public import PluginABI
internal import Synchronization

/// A host in memory: what a plugin sees through `usher_host`, and what it said. One test, one host; not for several threads.
public final class TestHost {
    /// What came of one call.
    public struct Outcome: Sendable {
        /// What the function returned.
        public let status: usher_status
        /// What it emitted, in order.
        public let items: [EmittedItem]

        /// The message of the ERROR item, if there was one.
        public var message: String? {
            for case .failure(let failure) in items.reversed() { return failure.message }
            return nil
        }
    }

    /// Milliseconds since 1970. Stands still unless a test, or an answer that takes its time, moves it.
    public var now: Int64 = 1_700_000_000_000
    /// Milliseconds until the deadline that the next call gets. They pass with ``now``.
    public var remaining: Int64 = 15_000
    /// The store of the one instance.
    public let store: MemoryStore
    /// The secrets of the one instance.
    public let secrets: MemorySecrets
    /// The third parties.
    public let http = ScriptedHTTP()
    /// Makes a connection, and gives the plugin's end of it; `nil` when nobody listens there.
    public var connect: (_ host: String, _ port: UInt16) -> Int32? = { _, _ in nil }
    /// Services that this host does not have.
    public var withheld: Set<String> = []
    /// What `emit` answers instead of taking the item.
    public var emitRefusal: usher_status?
    /// Whether `random` fails.
    public var isRandomBroken = false
    /// What the plugin may do; ``TestInstance`` sets it from the manifest.
    public var permissions = TestPermissions.all
    /// What was logged.
    public private(set) var log: [String] = []
    /// Breaches of the contract by the plugin; a test expects none.
    public internal(set) var violations: [String] = []
    /// Which version of the ABI this host pretends to be.
    public let version: HostVersion

    let services: ServiceTables
    private let image: UnsafeMutableRawBufferPointer
    private var random: SeededRandom

    private static let hosts = Atomic<UInt64>(0)

    /// - Parameters:
    ///   - version: the version of the ABI to pretend to be.
    ///   - hostTableSize: the size that the host table claims, for hosts that know less than the header.
    ///   - seed: of `random`; without it every host has another one.
    public init(
        store: MemoryStore = MemoryStore(), secrets: MemorySecrets = MemorySecrets(), version: HostVersion = .current,
        hostTableSize: Int? = nil, seed: UInt64? = nil
    ) {
        self.store = store
        self.secrets = secrets
        self.version = version
        services = ServiceTables(version)
        random = SeededRandom(seed: seed ?? Self.hosts.wrappingAdd(1, ordering: .relaxed).newValue)
        let table = version.image(of: HostTable.table(version))
        defer { table.deallocate() }
        // First the way back to this object, then the table.
        image = .allocate(byteCount: HostTable.ownerBytes + table.count, alignment: 16)
        image.storeBytes(of: UnsafeRawPointer(Unmanaged.passUnretained(self).toOpaque()), as: UnsafeRawPointer.self)
        UnsafeMutableRawBufferPointer(rebasing: image[HostTable.ownerBytes...]).copyMemory(from: UnsafeRawBufferPointer(table))
        if let hostTableSize {
            image.storeBytes(of: UInt32(hostTableSize), toByteOffset: HostTable.ownerBytes, as: UInt32.self)
        }
    }

    deinit {
        image.deallocate()
        services.deallocate()
    }

    /// What the plugin gets as its host.
    public var pointer: UnsafePointer<usher_host> {
        guard let base = image.baseAddress else { preconditionFailure("the table is never empty") }
        return UnsafeRawPointer(base + HostTable.ownerBytes).assumingMemoryBound(to: usher_host.self)
    }

    /// Runs one function of the plugin with a call of its own, which is over afterwards.
    public func call(_ body: (UnsafeMutablePointer<usher_call>) -> usher_status) -> Outcome {
        call(limits: .none, body)
    }

    func call(limits: TestCall.Limits, _ body: (UnsafeMutablePointer<usher_call>) -> usher_status) -> Outcome {
        let call = TestCall(host: self, limits: limits)
        let status = body(call.pointer)
        call.end()
        return Outcome(status: status, items: call.items)
    }

    func record(_ level: Int32, _ text: String) {
        log.append("\(level) \(text)")
    }

    func fill(_ buffer: UnsafeMutableRawPointer?, _ length: Int) -> usher_status {
        guard !isRandomBroken, let buffer else { return usher_status(USHER_E_INTERNAL) }
        for offset in 0..<length {
            buffer.storeBytes(of: UInt8(truncatingIfNeeded: random.next() >> 32), toByteOffset: offset, as: UInt8.self)
        }
        return usher_status(USHER_OK)
    }

    /// Notes a breach of the contract.
    func blame(_ what: String) {
        violations.append(what)
    }
}

/// Numbers that look random and that a seed repeats (SplitMix64, public domain algorithm by Sebastiano Vigna).
struct SeededRandom: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }
}
