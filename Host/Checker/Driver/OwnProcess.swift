internal import CSys
internal import Glibc

/// What a test process can tell about itself. The files of /proc are opened before the cell is entered, which forbids it later.
struct OwnProcess {
    /// Out of the way of plugins that loop over small numbers.
    private static let firstDescriptor: Int32 = 200

    private let status: Int32
    private let maps: Int32

    init() {
        status = Self.opened("/proc/self/status")
        maps = Self.opened("/proc/self/maps")
    }

    /// How many threads run; 0 when that cannot be told.
    var threads: Int {
        guard let bytes = FileContent.read(status) else { return 0 }
        let line = bytes.split(separator: UInt8(ascii: "\n")).first { $0.starts(with: Array("Threads:".utf8)) }
        return line.flatMap { line in
            Int(String(decoding: line.drop { !(48...57).contains($0) }, as: UTF8.self))
        } ?? 0
    }

    /// How many descriptors are open.
    var descriptors: Int { Int(usher_probe_descriptors()) }

    /// What lies where in memory; `nil` when that cannot be told.
    var memoryMap: [UInt8]? { FileContent.read(maps) }

    /// -1 when the file cannot be opened.
    private static func opened(_ path: String) -> Int32 {
        let small = open(path, O_RDONLY | O_CLOEXEC)
        guard small >= 0 else { return -1 }
        defer { close(small) }
        return fcntl(small, F_DUPFD_CLOEXEC, firstDescriptor)
    }
}
