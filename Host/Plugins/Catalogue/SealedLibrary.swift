internal import CSys
internal import Glibc

/// A copy of a plugin file in memory that nobody can change any more. What was looked at is what runs, whatever happens to the
/// file.
final class SealedLibrary: Sendable {
    /// Larger files are refused.
    static let bytesMax = 256 << 20

    let descriptor: Int32

    /// Copies `file`, an open regular file, from where it stands.
    init(copyOf file: Int32, name: String) throws(PluginProblem) {
        let copy = usher_sys_memfd(name)
        guard copy >= 0 else { throw PluginProblem("no memory file: \(systemText(-copy))") }
        descriptor = copy
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 16)
        defer { buffer.deallocate() }
        var total = 0
        while true {
            let count = read(file, buffer.baseAddress, buffer.count)
            if count == 0 { break }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw PluginProblem("it cannot be read: \(systemText(errno))") }
            total += count
            guard total <= Self.bytesMax else { throw PluginProblem("it is larger than \(Self.bytesMax) bytes") }
            try Self.write(UnsafeRawBufferPointer(rebasing: buffer[..<count]), to: copy)
        }
        guard total > 0 else { throw PluginProblem("it is empty") }
        let sealed = usher_sys_seal(copy)
        guard sealed == 0 else { throw PluginProblem("its copy cannot be sealed: \(systemText(-sealed))") }
    }

    deinit {
        close(descriptor)
    }

    private static func write(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) throws(PluginProblem) {
        var rest = bytes
        while !rest.isEmpty {
            let count = Glibc.write(descriptor, rest.baseAddress, rest.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw PluginProblem("it cannot be copied: \(systemText(errno))") }
            rest = UnsafeRawBufferPointer(rebasing: rest[count...])
        }
    }
}
