import Testing
import UsherDomain

@testable import UsherStore

@Suite("Hashes under keys")
struct HashesTests {
    private let hashes: CryptoHashes

    init() throws {
        hashes = try StoreFixture("hashes").open().hashes
    }

    /// RFC 2202 and RFC 4231, the test cases with the key "Jefe".
    private static let known: [(HashAlgorithm, String)] = [
        (.md5, "750c783e6ab0b503eaa86e310a5db738"),
        (.sha1, "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79"),
        (.sha256, "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"),
    ]

    @Test("the published codes are right, and nothing else is")
    func knownCodes() {
        let (key, data) = (Secret(Array("Jefe".utf8)), Array("what do ya want for nothing?".utf8))
        for (algorithm, text) in Self.known {
            let code = bytes(text)
            #expect(hashes.isHMAC(code, of: data, under: key, by: algorithm))
            for index in code.indices {
                var wrong = code
                wrong[index] ^= 0x80
                #expect(!hashes.isHMAC(wrong, of: data, under: key, by: algorithm))
            }
            for wrong in [[], Array(code.dropLast()), code + [0], [UInt8](repeating: 0, count: code.count)] {
                #expect(!hashes.isHMAC(wrong, of: data, under: key, by: algorithm))
            }
            #expect(!hashes.isHMAC(code, of: data + [0], under: key, by: algorithm))
            #expect(!hashes.isHMAC(code, of: data, under: Secret(Array("jefe".utf8)), by: algorithm))
            for other in HashAlgorithm.allCases where other != algorithm {
                #expect(!hashes.isHMAC(code, of: data, under: key, by: other))
            }
        }
    }

    @Test("fingerprints are the same for equal secrets only, and differ between installations")
    func fingerprints() throws {
        let secret = Secret(Array("token".utf8))
        #expect(hashes.fingerprint(of: secret) == hashes.fingerprint(of: Secret(Array("token".utf8))))
        #expect(hashes.fingerprint(of: secret) != hashes.fingerprint(of: Secret(Array("token2".utf8))))
        #expect(hashes.fingerprint(of: secret).count == 32)
        #expect(try StoreFixture("other installation").open().hashes.fingerprint(of: secret) != hashes.fingerprint(of: secret))
    }

    private func bytes(_ hex: String) -> [UInt8] {
        let digits = Array(hex)
        return stride(from: 0, to: digits.count, by: 2).compactMap { UInt8(String(digits[$0...($0 + 1)]), radix: 16) }
    }
}
