internal import Glibc
internal import PluginABI

/// Memory that a call hands out, and takes back as a whole.
struct Arena: ~Copyable {
    /// How much a call may take: enough for the largest answers and listings, a bounded harm otherwise.
    static let bytesMax = 16 << 20

    private var blocks: [UnsafeMutableRawPointer] = []
    private var bytes = 0

    /// Zeroed memory until the call ends; `nil` over the budget.
    mutating func allocate(_ length: Int) -> UnsafeMutableRawPointer? {
        let length = max(length, 1)
        guard length <= Self.bytesMax - bytes, let block = calloc(1, length) else { return nil }
        blocks.append(block)
        bytes += length
        return block
    }

    /// A copy of bytes that lives until the call ends; `nil` over the budget.
    mutating func keep(_ bytes: UnsafeRawBufferPointer) -> usher_str? {
        guard !bytes.isEmpty else { return usher_str() }
        guard let block = allocate(bytes.count) else { return nil }
        UnsafeMutableRawBufferPointer(start: block, count: bytes.count).copyMemory(from: bytes)
        return usher_str(lending: UnsafeRawBufferPointer(start: block, count: bytes.count))
    }

    /// Copies of texts, as the array that the header shows plugins; `nil` over the budget.
    mutating func keep(_ texts: [UnsafeRawBufferPointer]) -> UnsafePointer<usher_str>? {
        guard let block = allocate(texts.count * MemoryLayout<usher_str>.stride) else { return nil }
        let list = block.bindMemory(to: usher_str.self, capacity: texts.count)
        for (index, text) in texts.enumerated() {
            guard let kept = keep(text) else { return nil }
            (list + index).initialize(to: kept)
        }
        return UnsafePointer(list)
    }

    /// Takes everything back.
    mutating func removeAll() {
        guard !blocks.isEmpty else { return }
        for block in blocks { free(block) }
        blocks.removeAll(keepingCapacity: true)
        bytes = 0
    }
}
