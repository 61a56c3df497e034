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
        // In a process of its own, where nobody else opens files: a leak would make the numbers climb.
        await #expect(processExitsWith: .success) {
            let first = try TrustStore().path
            for _ in 0..<100 { _ = try TrustStore() }
            let last = try TrustStore().path
            #expect(
                (Int(last.split(separator: "/").last ?? "") ?? .max) < (Int(first.split(separator: "/").last ?? "") ?? 0) + 50)
        }
    }
}
