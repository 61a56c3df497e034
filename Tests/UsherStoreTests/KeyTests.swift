import Foundation
import Testing
import UsherDomain
import UsherTesting

@testable import UsherStore

@Suite("The key")
struct KeyTests {
    @Test("pseudonyms are what another implementation of HKDF and HMAC computes")
    func knownValues() throws {
        let fixture = try StoreFixture()
        try writeKey(fixture, Array(0..<32))
        let store = try fixture.open()
        let user = try #require(UserID("@alice:example.org"))
        // Computed with Python's hmac and hashlib from the key 00 01 ... 1f.
        #expect(
            store.pseudonyms.pseudonym(of: user, at: try fixture.instanceID("invites"))
                == "135c0e588f268f8e020fec1aaacc465e7a428d17bc150b0b0e620f87746fcc55")
        try store.close()
    }

    @Test("pseudonyms differ by user, by instance and by key, and outlive a restart")
    func pseudonyms() throws {
        let fixture = try StoreFixture()
        let other = try StoreFixture()
        let alice = try #require(UserID("@alice:example.org"))
        let aliceUpper = try #require(UserID("@Alice:example.org"))
        let (a, b) = (try fixture.instanceID("a"), try fixture.instanceID("b"))
        let first = try fixture.open()
        let names = [
            first.pseudonyms.pseudonym(of: alice, at: a), first.pseudonyms.pseudonym(of: alice, at: b),
            first.pseudonyms.pseudonym(of: aliceUpper, at: a), try other.open().pseudonyms.pseudonym(of: alice, at: a),
        ]
        #expect(Set(names).count == names.count)
        try first.close()
        #expect(try fixture.open().pseudonyms.pseudonym(of: alice, at: a) == names[0])
    }

    @Test("user IDs that look alike but differ in bytes have different pseudonyms")
    func pseudonymsByBytes() throws {
        let store = try StoreFixture().open()
        let instance = try #require(InstanceID("a"))
        let composed = try #require(UserID("@caf\u{e9}:example.org"))
        let decomposed = try #require(UserID("@cafe\u{301}:example.org"))
        #expect(
            store.pseudonyms.pseudonym(of: composed, at: instance) != store.pseudonyms.pseudonym(of: decomposed, at: instance))
    }

    @Test("a key that others may read is refused, with the command that closes it", arguments: [0o640, 0o604, 0o660, 0o444])
    func exposed(_ mode: mode_t) throws {
        let fixture = try StoreFixture()
        try fixture.open().close()
        #expect(chmod(fixture.keyPath, mode) == 0)
        let failure = try fixture.refusal()
        #expect(failure.code == .keyExposed)
        #expect(failure.advice.contains("chmod 600"))
    }

    @Test("a key of another size is refused and kept", arguments: [0, 1, 31, 33, 4_096])
    func wrongSize(_ size: Int) throws {
        let fixture = try StoreFixture()
        try fixture.open().close()
        let bytes = fixture.random.bytes(size)
        try writeKey(fixture, bytes)
        #expect(try fixture.refusal().code == .keyMalformed)
        #expect(try Data(contentsOf: URL(filePath: fixture.keyPath)) == Data(bytes))
    }

    @Test("a named pipe or a directory in the place of the key is refused at once")
    func noFile() throws {
        let fixture = try StoreFixture()
        #expect(mkfifo(fixture.keyPath, 0o600) == 0)
        #expect(try fixture.refusal().code == .keyMalformed)
        try FileManager.default.removeItem(atPath: fixture.keyPath)
        try FileManager.default.createDirectory(atPath: fixture.keyPath, withIntermediateDirectories: false)
        #expect(chmod(fixture.keyPath, 0o700) == 0)
        #expect(try fixture.refusal().code == .keyMalformed)
    }

    @Test("a lost key is never replaced while its database exists")
    func lost() throws {
        let fixture = try StoreFixture()
        try fixture.open().close()
        try FileManager.default.removeItem(atPath: fixture.keyPath)
        #expect(try fixture.refusal().code == .keyMissing)
        #expect(!FileManager.default.fileExists(atPath: fixture.keyPath))
    }

    @Test("a key from the wrong backup is refused")
    func foreign() throws {
        let fixture = try StoreFixture()
        try fixture.open().close()
        try writeKey(fixture, fixture.random.bytes(32))
        #expect(try fixture.refusal().code == .keyForeign)
    }

    @Test("no failure and no store prints the key")
    func redacted() throws {
        let fixture = try StoreFixture()
        let key = Array("0123456789abcdefghijklmnopqrstuv".utf8)
        try writeKey(fixture, key)
        let store = try fixture.open()
        var dumped = ""
        dump(store, to: &dumped)
        #expect(!dumped.contains("0123456789abcdef"))
        #expect(!dumped.contains("48, 49, 50, 51"))
    }

    @Test("base64url has no padding and no characters that an address would escape")
    func base64URL() {
        // RFC 4648, section 10, without the padding.
        let vectors = ["": "", "f": "Zg", "fo": "Zm8", "foo": "Zm9v", "foob": "Zm9vYg", "fooba": "Zm9vYmE", "foobar": "Zm9vYmFy"]
        for (plain, coded) in vectors { #expect(Base64URL.text(Array(plain.utf8)) == coded) }
        #expect(Base64URL.text([0xfb, 0xff, 0xfe]) == "-__-")
        #expect(Base64URL.text([UInt8](repeating: 0, count: 32)).count == 43)
    }

    @Test("joined parts can be told apart", arguments: [(["ab", "c"], ["a", "bc"]), (["", "x"], ["x", ""])])
    func lengthPrefixed(_ left: [String], _ right: [String]) {
        #expect(LengthPrefixed.join(left[0], left[1]) != LengthPrefixed.join(right[0], right[1]))
    }

    private func writeKey(_ fixture: StoreFixture, _ bytes: [UInt8]) throws {
        try Data(bytes).write(to: URL(filePath: fixture.keyPath))
        #expect(chmod(fixture.keyPath, 0o600) == 0)
    }
}
