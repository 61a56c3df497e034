internal import Glibc

/// What the kernel tells about a directory (inotify). Used by one thread.
final class DirectoryEvents {
    enum Event: Equatable {
        case file(FileName)
        /// Events were lost.
        case lost
        /// The directory is not there any more, or not where it was.
        case gone
    }

    /// Readable while there are events.
    let descriptor: Int32
    private static let bytesMax = 64 << 10
    private static let headerBytes = 16
    private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: bytesMax, alignment: 8)

    /// Begins to listen.
    init(path: String) throws(PluginProblem) {
        descriptor = inotify_init1(Int32(IN_CLOEXEC) | Int32(IN_NONBLOCK))
        guard descriptor >= 0 else { throw PluginProblem("the plugin directory cannot be watched: \(systemText(errno))") }
        let mask =
            IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE | IN_ATTRIB | IN_DELETE_SELF | IN_MOVE_SELF
            | IN_ONLYDIR | IN_DONT_FOLLOW
        guard inotify_add_watch(descriptor, path, UInt32(mask)) >= 0 else {
            throw PluginProblem("the plugin directory \(path) cannot be watched: \(systemText(errno))")
        }
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
        buffer.deallocate()
    }

    /// Takes some of what has happened; empty when there is nothing.
    func take() -> [Event] {
        let count = read(descriptor, buffer.baseAddress, buffer.count)
        guard count > 0 else { return [] }
        var events: [Event] = []
        var offset = 0
        while offset + Self.headerBytes <= count {
            let mask = buffer.loadUnaligned(fromByteOffset: offset + 4, as: Int32.self)
            let length = Int(buffer.loadUnaligned(fromByteOffset: offset + 12, as: UInt32.self))
            let name = buffer[(offset + Self.headerBytes)..<min(offset + Self.headerBytes + length, count)].prefix { $0 != 0 }
            offset += Self.headerBytes + length
            if mask & IN_Q_OVERFLOW != 0 {
                events.append(.lost)
            } else if mask & (IN_DELETE_SELF | IN_MOVE_SELF | IN_IGNORED | IN_UNMOUNT) != 0 {
                events.append(.gone)
            } else if !name.isEmpty {
                let file = FileName(Array(name))
                if file.isPlugin { events.append(.file(file)) }
            } else {
                // The directory's own owner or mode.
                events.append(.lost)
            }
        }
        return events
    }
}
