internal import Glibc
internal import PluginABI
internal import UsherWire

/// Memory that a call hands out, and takes back as a whole.
///
/// Small pieces are cut from chunks, the first of which is kept for the next function: most calls need no other memory.
struct Arena: ~Copyable {
    private static let chunkBytes = 16 << 10
    /// Larger pieces are blocks of their own.
    private static let pieceBytesMax = chunkBytes / 4
    private static let alignment = 16

    private var first: UnsafeMutableRawPointer?
    private var chunk: UnsafeMutableRawPointer?
    private var used = 0
    /// All but the first chunk.
    private var blocks: [UnsafeMutableRawPointer] = []
    /// Of chunks and blocks.
    private var bytes = 0

    /// Zeroed memory until everything is taken back; `nil` over the budget.
    mutating func allocate(_ length: Int) -> UnsafeMutableRawPointer? {
        guard length <= Limit.callMemory else { return nil }
        let size = (max(length, 1) + Self.alignment - 1) & ~(Self.alignment - 1)
        guard size <= Self.pieceBytesMax else { return block(size) }
        if chunk == nil || Self.chunkBytes - used < size {
            guard let next = nextChunk() else { return nil }
            chunk = next
            used = 0
        }
        defer { used += size }
        return chunk.map { $0 + used }
    }

    /// A copy of bytes that lives as long; `nil` over the budget.
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
        guard bytes > 0 else { return }
        if let first, chunk != nil { memset(first, 0, chunk == first ? used : Self.chunkBytes) }
        for block in blocks { free(block) }
        blocks.removeAll(keepingCapacity: true)
        chunk = nil
        used = 0
        bytes = 0
    }

    private mutating func nextChunk() -> UnsafeMutableRawPointer? {
        guard let first else {
            guard let made = calloc(1, Self.chunkBytes) else { return nil }
            first = made
            return nextChunk()
        }
        guard chunk != nil else {
            guard Self.chunkBytes <= Limit.callMemory - bytes else { return nil }
            bytes += Self.chunkBytes
            return first
        }
        return block(Self.chunkBytes)
    }

    private mutating func block(_ size: Int) -> UnsafeMutableRawPointer? {
        guard size <= Limit.callMemory - bytes, let block = calloc(1, size) else { return nil }
        blocks.append(block)
        bytes += size
        return block
    }
}
