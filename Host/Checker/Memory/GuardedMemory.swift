internal import Glibc
internal import PluginABI

/// Memory that ends where a page ends, before one that nobody may touch: whoever reads or writes one byte too far dies at
/// once.
///
/// What was lent is never given to anybody again while it is remembered: it becomes untouchable, so that a kept pointer dies too.
final class GuardedMemory {
    /// A piece of memory that a plugin sees.
    struct Piece {
        /// What was asked for.
        let bytes: UnsafeMutableRawBufferPointer
        fileprivate let mapping: UnsafeMutableRawBufferPointer
        fileprivate let place: Int
    }

    /// How many ended pieces stay mapped and untouchable; the kernel allows 65,530 mappings in all.
    private static let endedMax = 8_000
    private static let page = 4_096

    private let board: Board
    private let lock = Lock()
    private var ended: [UnsafeMutableRawBufferPointer] = []
    private var oldest = 0

    init(board: Board) {
        self.board = board
        // At once, so that it does not grow while a test looks for leaks.
        ended.reserveCapacity(Self.endedMax)
    }

    /// Zeroed memory. What does not fill its last `alignment` bytes leaves them in front of the end, filled with 0xA5.
    func make(_ length: Int, alignment: Int, _ purpose: Region.Purpose, _ behind: Region.Purpose, _ name: String) -> Piece {
        let rounded = (length + alignment - 1) / alignment * alignment
        // In front, a whole line of zeros: free() looks there for its own notes, and shall find that this is not its memory.
        let content = (rounded + 64 + Self.page - 1) / Self.page * Self.page
        let size = content + Self.page
        let start = mmap(nil, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
        guard let start, start != MAP_FAILED else { preconditionFailure("the checker has no memory left") }
        mprotect(start + content, Self.page, PROT_NONE)
        let first = start + content - rounded
        let address = UInt(bitPattern: start)
        let place = lock.locked {
            _ = board.add(address + UInt(content)..<address + UInt(size), behind, name)
            return board.add(address..<address + UInt(content), purpose, name)
        }
        memset(first + length, 0xa5, rounded - length)
        return Piece(
            bytes: UnsafeMutableRawBufferPointer(start: first, count: length),
            mapping: UnsafeMutableRawBufferPointer(start: start, count: size), place: place)
    }

    /// From now on the piece can be read only.
    func seal(_ piece: Piece) {
        mprotect(piece.mapping.baseAddress, piece.mapping.count - Self.page, PROT_READ)
    }

    /// Whether the filling behind `piece` is as it was.
    func isIntact(_ piece: Piece) -> Bool {
        guard let start = piece.bytes.baseAddress, let mapping = piece.mapping.baseAddress else { return true }
        let end = start + piece.bytes.count
        return UnsafeRawBufferPointer(start: end, count: mapping + piece.mapping.count - Self.page - end)
            .allSatisfy { $0 == 0xa5 }
    }

    /// From now on nobody may touch the piece.
    func end(_ piece: Piece, _ purpose: Region.Purpose) {
        mprotect(piece.mapping.baseAddress, piece.mapping.count, PROT_NONE)
        lock.locked {
            board.change(piece.place, to: purpose)
            if ended.count < Self.endedMax {
                ended.append(piece.mapping)
            } else {
                munmap(ended[oldest].baseAddress, ended[oldest].count)
                ended[oldest] = piece.mapping
                oldest = (oldest + 1) % Self.endedMax
            }
        }
    }
}
