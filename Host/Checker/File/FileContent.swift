internal import Glibc

/// A file in memory.
enum FileContent {
    /// Larger plugins than this are none.
    static let bytesMax = 512 << 20

    /// `nil` when it is no regular file that can be read.
    static func read(_ path: String) -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        return read(descriptor)
    }

    /// From its beginning, whatever was read of it before.
    static func read(_ descriptor: Int32) -> [UInt8]? {
        var state = stat()
        guard fstat(descriptor, &state) == 0, state.st_mode & S_IFMT == S_IFREG, state.st_size <= bytesMax else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Int(state.st_size))
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = buffer.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress, $0.count, bytes.count) }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { return nil }
            guard count > 0 else { return bytes }
            bytes += buffer[..<count]
        }
    }
}
