import FaultServer
import Foundation
import Testing

@testable import UsherHTTP

@Suite("The trust store")
struct TrustStoreTests {
    @Test("holds the system's authorities and those of the file")
    func combines() throws {
        let own = try String(contentsOfFile: FaultServer.shared.authority, encoding: .utf8)
        let all = try text(TrustStore(extraFile: FaultServer.shared.authority))
        let system = try text(TrustStore())
        #expect(all.contains(own))
        #expect(all.hasPrefix(system))
        #expect(system.contains("-----BEGIN CERTIFICATE-----"))
    }

    @Test("a file that is missing, or no certificate, is named")
    func names() throws {
        #expect(throws: TrustStore.Problem.unreadable(path: "/nowhere/ca.pem", errno: ENOENT)) {
            try TrustStore(extraFile: "/nowhere/ca.pem")
        }
        #expect(throws: TrustStore.Problem.noCertificate(path: "/etc/passwd")) { try TrustStore(extraFile: "/etc/passwd") }
    }

    private func text(_ store: TrustStore) throws -> String {
        try withExtendedLifetime(store) { try String(contentsOfFile: store.path, encoding: .utf8) }
    }

    @Test("its descriptor is closed with it")
    func closes() async {
        await #expect(processExitsWith: .success) {
            func openStores() throws -> Int {
                try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count { name in
                    var target = [CChar](repeating: 0, count: 256)
                    let length = max(0, readlink("/proc/self/fd/\(name)", &target, target.count))
                    let bytes = target.prefix(length).map(UInt8.init(bitPattern:))
                    return String(decoding: bytes, as: UTF8.self).contains("usher-authorities")
                }
            }
            let store = try TrustStore()
            for _ in 0..<10 { _ = try TrustStore() }
            let open = try withExtendedLifetime(store) { try openStores() }
            #expect(open == 1)
        }
    }
}
