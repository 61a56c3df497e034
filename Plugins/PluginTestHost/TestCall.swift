internal import PluginABI

/// One call: its deadline, its memory, and what was emitted in it.
final class TestCall {
    /// When a call without a deadline (a watch) is cancelled.
    struct Limits {
        /// After this many items.
        var itemsMax: Int?
        /// After this many looks at the clock without a new item.
        var looksMax: Int?
        /// Which kinds of items belong to the running function, an ERROR aside; `nil` = all.
        var kinds: Set<Int>?

        static let none = Limits()

        /// For a function that emits these.
        static func emitting(_ kinds: Int...) -> Limits { Limits(kinds: Set(kinds)) }
    }

    let host: TestHost
    private(set) var items: [EmittedItem] = []
    private let deadline: Int64
    private let limits: Limits
    private var looks = 0
    private let block: UnsafeMutablePointer<CallBlock>
    private var lent: [UnsafeMutableRawBufferPointer] = []
    private var parsed: (text: String, document: JSONDocument)?

    init(host: TestHost, limits: Limits) {
        self.host = host
        self.limits = limits
        deadline = host.now + host.remaining
        block = .allocate(capacity: 1)
        block.initialize(to: CallBlock(call: usher_call(host: host.pointer), owner: Unmanaged.passUnretained(self)))
    }

    var pointer: UnsafeMutablePointer<usher_call> {
        UnsafeMutableRawPointer(block).assumingMemoryBound(to: usher_call.self)
    }

    /// Milliseconds until the deadline.
    var remaining: Int64 { isCancelled ? 0 : deadline - host.now }

    /// What a plugin gets that asks for them.
    func look() -> Int64 {
        looks += 1
        return remaining
    }

    private var isCancelled: Bool {
        if let most = limits.itemsMax, items.count >= most { return true }
        if let most = limits.looksMax, looks > most { return true }
        return false
    }

    /// Why a service does not answer now.
    var refusal: usher_status? {
        if isCancelled { return usher_status(USHER_E_CANCELLED) }
        return remaining <= 0 ? usher_status(USHER_E_TIMEOUT) : nil
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

    /// Copies of texts, one behind the other, until the call ends.
    func lend(all texts: [String]) -> UnsafePointer<usher_str>? {
        guard !texts.isEmpty, let memory = allocate(texts.count * MemoryLayout<usher_str>.stride) else { return nil }
        let list = memory.bindMemory(to: usher_str.self, capacity: texts.count)
        for (index, text) in texts.enumerated() { list[index] = lend(Array(text.utf8)) }
        return UnsafePointer(list)
    }

    func emit(_ raw: UnsafePointer<usher_item>?) -> usher_status {
        if let refusal = host.emitRefusal { return refusal }
        guard let raw, let item = EmittedItem(raw) else {
            host.blame("a malformed item")
            return usher_status(USHER_E_INVALID)
        }
        let kind = Int(raw.pointee.kind)
        guard kind == USHER_ITEM_ERROR || limits.kinds?.contains(kind) ?? true else {
            host.blame("an item of kind \(kind), which does not belong to the running function")
            return usher_status(USHER_E_INVALID)
        }
        items.append(item)
        looks = 0
        return usher_status(USHER_OK)
    }

    /// A parsed document. Plugins ask for one value after the other, so the last one is kept.
    func document(_ text: String) -> JSONDocument? {
        if let parsed, parsed.text == text { return parsed.document }
        guard let document = JSONDocument(text) else { return nil }
        parsed = (text, document)
        return document
    }

    /// Ends the call.
    func end() {
        reclaim()
        block.deallocate()
    }

    /// Poisons what was lent, so that a plugin that kept a pointer reads rubbish in every test.
    func reclaim() {
        for memory in lent {
            memory.initializeMemory(as: UInt8.self, repeating: 0xa5)
            memory.deallocate()
        }
        lent = []
    }
}
