internal import Glibc

/// What the kernel says about a file or directory, as far as it matters here.
struct FileFacts: Equatable, Sendable {
    enum Kind: Equatable, Sendable {
        case file
        case directory
        case other
    }

    let kind: Kind
    let owner: UInt32
    /// Permission bits and the sticky bit.
    let mode: UInt32
    let links: UInt64
    let device: UInt64
    let inode: UInt64
    let size: Int64
    /// In nanoseconds.
    let modifiedAt: Int64

    init(
        kind: Kind, owner: UInt32, mode: UInt32, links: UInt64 = 1, device: UInt64 = 0, inode: UInt64 = 0, size: Int64 = 0,
        modifiedAt: Int64 = 0
    ) {
        self.kind = kind
        self.owner = owner
        self.mode = mode
        self.links = links
        self.device = device
        self.inode = inode
        self.size = size
        self.modifiedAt = modifiedAt
    }

    init(_ info: stat) {
        let kind: Kind =
            switch info.st_mode & S_IFMT {
            case S_IFREG: .file
            case S_IFDIR: .directory
            default: .other
            }
        self.init(
            kind: kind, owner: info.st_uid, mode: info.st_mode & 0o7777, links: UInt64(info.st_nlink),
            device: UInt64(info.st_dev), inode: UInt64(info.st_ino), size: Int64(info.st_size),
            modifiedAt: Int64(info.st_mtim.tv_sec) * 1_000_000_000 + Int64(info.st_mtim.tv_nsec))
    }

    /// The facts of an open file. Throws what the kernel says when there are none.
    static func of(_ descriptor: Int32) throws(PluginProblem) -> FileFacts {
        var info = stat()
        guard fstat(descriptor, &info) == 0 else { throw PluginProblem("cannot be examined: \(systemText(errno))") }
        return FileFacts(info)
    }

    /// Whether this is the same file with, as far as can be seen without reading it, the same content.
    func isSameContent(as other: FileFacts) -> Bool {
        device == other.device && inode == other.inode && size == other.size && modifiedAt == other.modifiedAt
    }
}
