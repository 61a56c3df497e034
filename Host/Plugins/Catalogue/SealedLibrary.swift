internal import CSys
internal import Glibc
internal import UsherDomain

/// A copy of a plugin file in memory that nobody can change any more. What was looked at is what runs, whatever happens to the
/// file.
final class SealedLibrary: Sendable {
    /// Larger files are refused.
    static let bytesMax = 256 << 20
    /// The kernel takes no longer names.
    private static let nameMax = 200

    let descriptor: Int32
    /// In bytes.
    let size: Int64

    /// Copies `file`, an open regular file, from where it stands. `name` shows up in /proc only.
    convenience init(copyOf file: Int32, name: String) throws(PluginProblem) {
        let copy = usher_sys_memfd(String(name.prefix(Self.nameMax)))
        guard copy >= 0 else { throw PluginProblem("no memory file", errno: -copy) }
        do throws(PluginProblem) {
            let size = try Self.copy(file, to: copy)
            let sealed = usher_sys_seal(copy)
            guard sealed == 0 else { throw PluginProblem("its copy cannot be sealed", errno: -sealed) }
            self.init(descriptor: copy, size: size)
        } catch {
            close(copy)
            throw error
        }
    }

    private init(descriptor: Int32, size: Int64) {
        self.descriptor = descriptor
        self.size = size
    }

    deinit {
        close(descriptor)
    }

    /// Which content this is.
    func digest(by hash: any ContentHash) throws(PluginProblem) -> PluginDigest {
        // Sealed: nobody can shorten it below us.
        guard let mapped = mmap(nil, Int(size), PROT_READ, MAP_PRIVATE, descriptor, 0), mapped != MAP_FAILED else {
            throw PluginProblem("its copy cannot be read", errno: errno)
        }
        defer { munmap(mapped, Int(size)) }
        return hash.digest(of: UnsafeRawBufferPointer(start: mapped, count: Int(size)))
    }

    private static func copy(_ file: Int32, to copy: Int32) throws(PluginProblem) -> Int64 {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 16)
        defer { buffer.deallocate() }
        var total = 0
        while true {
            let count = read(file, buffer.baseAddress, buffer.count)
            if count == 0 { break }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw PluginProblem("it cannot be read", errno: errno) }
            total += count
            guard total <= bytesMax else { throw tooLarge }
            try write(UnsafeRawBufferPointer(rebasing: buffer[..<count]), to: copy)
        }
        guard total > 0 else { throw PluginProblem("it is empty") }
        return Int64(total)
    }

    static let tooLarge = PluginProblem("it is larger than \(bytesMax) bytes")

    private static func write(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) throws(PluginProblem) {
        var rest = bytes
        while !rest.isEmpty {
            let count = Glibc.write(descriptor, rest.baseAddress, rest.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw PluginProblem("it cannot be copied", errno: errno) }
            rest = UnsafeRawBufferPointer(rebasing: rest[count...])
        }
    }
}
