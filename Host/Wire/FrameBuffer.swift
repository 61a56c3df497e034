/// Collects the bytes of a stream and hands out whole frames. Grows as bytes arrive, never because a frame claims to be large.
public struct FrameBuffer: ~Copyable {
    private static let sizeMin = 64 << 10

    private var memory = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.sizeMin, alignment: 16)
    private var head = 0
    private var tail = 0

    public init() {}

    deinit {
        memory.deallocate()
    }

    /// Bytes that wait for the rest of their frame, or for somebody to take it.
    public var count: Int { tail - head }

    /// Lets `read` write behind what is there; it returns how many bytes it wrote, 0 or less when there was nothing. Returns what
    /// `read` returned.
    public mutating func fill(_ read: (UnsafeMutableRawBufferPointer) -> Int) -> Int {
        makeRoom()
        let count = read(UnsafeMutableRawBufferPointer(rebasing: memory[tail...]))
        if count > 0 { tail += min(count, memory.count - tail) }
        return count
    }

    /// Takes the next whole frame, or returns `nil` when it is not complete. `body` borrows the frame. Throws when the bytes are
    /// no frame: then the stream is lost, as nobody knows where the next frame begins.
    public mutating func next<Result>(
        _ body: (FrameHead, inout FrameReader) throws(WireFault) -> Result
    ) throws(WireFault) -> Result? {
        guard let end = try frameEnd() else { return nil }
        let frame = UnsafeRawBufferPointer(rebasing: memory[head..<end])
        head = end
        var reader = FrameReader(frame)
        return try body(try FrameHead(from: &reader), &reader)
    }

    /// Takes the next whole frame as a copy of its bytes.
    public mutating func nextCopy() throws(WireFault) -> [UInt8]? {
        guard let end = try frameEnd() else { return nil }
        let copy = Array(memory[head..<end])
        head = end
        return copy
    }

    private func frameEnd() throws(WireFault) -> Int? {
        guard tail - head >= FrameHead.lengthBytes else { return nil }
        let length = Int(UInt32(littleEndian: memory.loadUnaligned(fromByteOffset: head, as: UInt32.self)))
        guard length <= Limit.frame - FrameHead.lengthBytes else { throw .tooLarge }
        guard length >= FrameHead.bytes - FrameHead.lengthBytes else { throw .truncated }
        let end = head + FrameHead.lengthBytes + length
        return end <= tail ? end : nil
    }

    private mutating func makeRoom() {
        if head == tail {
            head = 0
            tail = 0
            if memory.count > 16 * Self.sizeMin { replaceMemory(size: Self.sizeMin) }
        }
        guard memory.count - tail < Self.sizeMin / 2 else { return }
        if head >= memory.count / 2 {
            memory.copyMemory(from: UnsafeRawBufferPointer(rebasing: memory[head..<tail]))
            tail -= head
            head = 0
        } else {
            replaceMemory(size: memory.count * 2)
        }
    }

    private mutating func replaceMemory(size: Int) {
        let larger = UnsafeMutableRawBufferPointer.allocate(byteCount: size, alignment: 16)
        larger.copyMemory(from: UnsafeRawBufferPointer(rebasing: memory[head..<tail]))
        memory.deallocate()
        memory = larger
        tail -= head
        head = 0
    }
}
