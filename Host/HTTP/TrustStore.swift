import CCurl
import Glibc

/// The certificate authorities that are believed: those of the system, and those of one more file if there is one.
///
/// libcurl parses the authorities once and keeps them for all connections, but only if they come from a file (it parses a
/// CURLOPT_CAINFO_BLOB anew for every connection, which costs milliseconds). So both sources are copied into one anonymous file.
/// It is a snapshot: a change on disk is seen at the next start.
public final class TrustStore: Sendable {
    /// Why the authorities could not be loaded. The paths are the admin's own.
    public enum Problem: Error, Hashable, Sendable {
        /// The file cannot be read; the system's error number.
        case unreadable(path: String, errno: Int32)
        /// The file is larger than ``bytesMax``.
        case tooLarge(path: String)
        /// The file holds no PEM certificate.
        case noCertificate(path: String)
        /// The anonymous file could not be made; the system's error number.
        case noMemoryFile(errno: Int32)
    }

    /// The largest file read, in bytes; the system's bundle has about 220,000.
    public static let bytesMax = 16 * 1024 * 1024

    private let descriptor: Int32

    /// The path under which libcurl can read the authorities for as long as this object lives.
    var path: String { "/proc/self/fd/\(descriptor)" }

    /// Loads the system's authorities and, if given, those of a PEM file.
    ///
    /// A system without authorities is an error only when there is no file either: nothing could be verified.
    public init(extraFile: String? = nil) throws(Problem) {
        let systemPath = Self.systemPath
        var authorities: [UInt8] = []
        do {
            authorities = try Self.read(systemPath)
        } catch {
            if extraFile == nil { throw error }
        }
        if let extraFile {
            authorities.append(UInt8(ascii: "\n"))
            authorities += try Self.read(extraFile)
        }
        let file = usher_memory_file("usher-authorities")
        guard file >= 0 else { throw .noMemoryFile(errno: errno) }
        descriptor = file
        try Self.write(authorities, to: file)
    }

    deinit {
        close(descriptor)
    }

    private static var systemPath: String {
        let path = usher_curl_default_authorities().map { String(cString: $0) }
        return path ?? "/etc/ssl/certs/ca-certificates.crt"
    }

    private static func read(_ path: String) throws(Problem) -> [UInt8] {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw .unreadable(path: path, errno: errno) }
        defer { close(file) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 64 * 1024)
        while true {
            let count = Glibc.read(file, &chunk, chunk.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw .unreadable(path: path, errno: errno) }
            if count == 0 { break }
            guard bytes.count + count <= bytesMax else { throw .tooLarge(path: path) }
            bytes += chunk[..<count]
        }
        guard String(decoding: bytes, as: UTF8.self).contains("-----BEGIN CERTIFICATE-----") else {
            throw .noCertificate(path: path)
        }
        return bytes
    }

    private static func write(_ bytes: [UInt8], to file: Int32) throws(Problem) {
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes { buffer in
                Glibc.write(file, buffer.baseAddress?.advanced(by: written), buffer.count - written)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw .noMemoryFile(errno: errno) }
            written += count
        }
    }
}
