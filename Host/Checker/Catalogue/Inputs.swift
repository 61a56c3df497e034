internal import PluginABI

/// What one call is lent: each input ends where its memory ends, can be read only, and is gone after the call.
final class Inputs {
    private let function: String
    private let memory: GuardedMemory
    private let tailBytes: Int
    private var pieces: [GuardedMemory.Piece] = []

    init(function: String, memory: GuardedMemory, tailBytes: Int) {
        self.function = function
        self.memory = memory
        self.tailBytes = tailBytes
    }

    func text(_ text: String, _ name: String) -> usher_str { bytes(Array(text.utf8), name) }

    func bytes(_ bytes: [UInt8], _ name: String) -> usher_str {
        guard !bytes.isEmpty else { return usher_str() }
        let piece = make(bytes.count, alignment: 1, name)
        piece.bytes.copyBytes(from: bytes)
        memory.seal(piece)
        return usher_str(lending: UnsafeRawBufferPointer(piece.bytes))
    }

    /// A struct that begins with its size, larger by the bytes of a newer host.
    func object<Struct: BitwiseCopyable>(_ value: Struct, _ name: String) -> UnsafePointer<Struct> {
        let known = MemoryLayout<Struct>.size
        let piece = make(known + tailBytes, alignment: 8, name)
        withUnsafeBytes(of: value) { piece.bytes.copyBytes(from: $0) }
        piece.bytes.storeBytes(of: UInt32(known + tailBytes), as: UInt32.self)
        for index in known..<piece.bytes.count { piece.bytes[index] = 0xa5 }
        memory.seal(piece)
        return pointer(piece)
    }

    /// A plain value, or an array of them.
    func array<Element: BitwiseCopyable>(_ values: [Element], _ name: String) -> UnsafePointer<Element> {
        let piece = make(max(values.count, 1) * MemoryLayout<Element>.stride, alignment: 8, name)
        values.withUnsafeBytes { piece.bytes.copyBytes(from: $0) }
        memory.seal(piece)
        return pointer(piece)
    }

    func end() {
        for piece in pieces { memory.end(piece, .endedInput) }
        pieces = []
    }

    private func make(_ length: Int, alignment: Int, _ name: String) -> GuardedMemory.Piece {
        let piece = memory.make(length, alignment: alignment, .input, .behindInput, "\(name) of \(function)()")
        pieces.append(piece)
        return piece
    }

    private func pointer<Value>(_ piece: GuardedMemory.Piece) -> UnsafePointer<Value> {
        guard let start = piece.bytes.baseAddress else { preconditionFailure("no input is made of nothing") }
        return UnsafePointer(start.assumingMemoryBound(to: Value.self))
    }
}
