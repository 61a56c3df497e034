import Foundation
import UsherDomain
import UsherHTTP
import UsherStore
import UsherTesting

/// What a daemon has around it, and what a plugin might like to get at: a database, a configuration, a port.
final class Surroundings: Sendable {
    let directory: TemporaryDirectory
    let store: Store
    let client: HTTPClient
    let random = SeededRandom("hostile plugins")
    private let listener: Int32
    private let port: UInt16

    private var database: String { directory.path + "/usher.db" }
    private var configuration: String { directory.path + "/usher.yaml" }

    init() throws {
        directory = try TemporaryDirectory()
        store = try Store.open(directory: directory.path, clock: ManualClock(), random: random)
        client = try HTTPClient(trust: try TrustStore(extraFile: nil))
        try Data("bot:\n  token: very-secret\n".utf8).write(to: URL(fileURLWithPath: directory.path + "/usher.yaml"))
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let listener = listener
        let result = withUnsafeMutablePointer(to: &address) { address in
            address.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, length) + listen(listener, 16) + getsockname(listener, $0, &length)
            }
        }
        guard result == 0 else { throw RigFault("no port to listen on") }
        port = UInt16(bigEndian: address.sin_port)
    }

    /// A requirement that tells a plugin where everything is. `neighbour` is the process of another plugin.
    func requirement(neighbour: Int32, plugins: String) -> String {
        """
        {"daemon":"\(getpid())","neighbour":"\(neighbour)","database":"\(database)","configuration":"\(configuration)",\
        "plugins":"\(plugins)","port":"\(port)","library":"/usr/lib/x86_64-linux-gnu/libsqlite3.so.0"}
        """
    }

    /// Whether everything is still there, as nobody else may read or write it.
    func isUntouched() throws -> Bool {
        var info = stat()
        guard stat(database, &info) == 0, info.st_mode & 0o077 == 0 else { return false }
        return try String(contentsOfFile: configuration, encoding: .utf8).contains("very-secret")
    }

    func close() throws {
        Glibc.close(listener)
        try store.close()
    }
}
