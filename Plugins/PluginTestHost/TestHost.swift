public import PluginABI

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
            for case .failure(let failure) in items { return failure.message }
            return nil
        }
    }

    /// Milliseconds since 1970.
    public var now: Int64 = 1_700_000_000_000
    /// Milliseconds that every call has left.
    public var remaining: Int64 = 15_000
    /// The store of the one instance.
    public let store: MemoryStore
    /// Services that this host does not have.
    public var withheld: Set<String> = []
    /// What `emit` answers instead of taking the item.
    public var emitRefusal: usher_status?
    /// Whether `random` fails.
    public var isRandomBroken = false
    /// What was logged.
    public private(set) var log: [String] = []
    /// Breaches of the contract by the plugin; a test expects none.
    public internal(set) var violations: [String] = []

    private let block: UnsafeMutablePointer<HostBlock>
    private var random = SystemRandomNumberGenerator()

    /// - Parameter hostTableSize: the size that the host table claims, for older hosts.
    public init(store: MemoryStore = MemoryStore(), hostTableSize: Int = MemoryLayout<usher_host>.size) {
        self.store = store
        block = .allocate(capacity: 1)
        let owner = Unmanaged.passUnretained(self)
        block.initialize(to: HostBlock(host: HostBlock.table(size: hostTableSize), owner: owner))
    }

    deinit {
        block.deallocate()
    }

    /// What the plugin gets as its host.
    public var pointer: UnsafePointer<usher_host> {
        UnsafeRawPointer(block).assumingMemoryBound(to: usher_host.self)
    }

    /// Runs one function of the plugin with a call of its own, which is over afterwards.
    public func call(_ body: (UnsafeMutablePointer<usher_call>) -> usher_status) -> Outcome {
        let call = TestCall(host: self)
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
            buffer.storeBytes(of: UInt8.random(in: 0...255, using: &random), toByteOffset: offset, as: UInt8.self)
        }
        return usher_status(USHER_OK)
    }

    /// Breaks the contract on the plugin's behalf? Then it is noted.
    func blame(_ what: String) {
        violations.append(what)
    }
}

/// One call: its memory, and what was emitted in it.
final class TestCall {
    let host: TestHost
    private(set) var items: [EmittedItem] = []
    private let block: UnsafeMutablePointer<CallBlock>
    private var lent: [UnsafeMutableRawBufferPointer] = []
    private var parsed: (text: String, document: JSONDocument)?

    init(host: TestHost) {
        self.host = host
        block = .allocate(capacity: 1)
        block.initialize(to: CallBlock(call: usher_call(host: host.pointer), owner: Unmanaged.passUnretained(self)))
    }

    var pointer: UnsafeMutablePointer<usher_call> {
        UnsafeMutableRawPointer(block).assumingMemoryBound(to: usher_call.self)
    }

    /// Zeroed memory until the call ends.
    func allocate(_ length: Int) -> UnsafeMutableRawPointer? {
        let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: max(length, 1), alignment: 16)
        memory.initializeMemory(as: UInt8.self, repeating: 0)
        lent.append(memory)
        return memory.baseAddress
    }

    /// A copy of `bytes` until the call ends.
    func lend(_ bytes: [UInt8]) -> usher_str {
        guard let memory = allocate(bytes.count) else { return usher_str() }
        memory.copyMemory(from: bytes, byteCount: bytes.count)
        return usher_str(ptr: UnsafePointer(memory.assumingMemoryBound(to: CChar.self)), len: bytes.count)
    }

    func emit(_ raw: UnsafePointer<usher_item>?) -> usher_status {
        if let refusal = host.emitRefusal { return refusal }
        guard let raw, let item = EmittedItem(raw) else {
            host.blame("a malformed item")
            return usher_status(USHER_E_INVALID)
        }
        items.append(item)
        return usher_status(USHER_OK)
    }

    /// A parsed document. Plugins ask for one value after the other, so the last one is kept.
    func document(_ text: String) -> JSONDocument? {
        if let parsed, parsed.text == text { return parsed.document }
        guard let document = JSONDocument(text) else { return nil }
        parsed = (text, document)
        return document
    }

    /// Poisons what was lent, so that a plugin that kept a pointer reads rubbish in every test.
    func end() {
        for memory in lent {
            memory.initializeMemory(as: UInt8.self, repeating: 0xa5)
            memory.deallocate()
        }
        lent = []
        block.deallocate()
    }
}
