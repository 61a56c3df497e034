import GRDB
import Testing
import UsherDomain
import UsherTesting

@testable import UsherStore

@Suite("The plugins' key-value store")
struct KeyValueTests {
    private let fixture: StoreFixture
    private let store: Store
    private let kv: SQLiteKeyValueStore
    private let one: InstanceID
    private let two: InstanceID

    init() throws {
        fixture = try StoreFixture("key values")
        store = try fixture.open()
        kv = store.keyValues
        one = try fixture.instanceID("one")
        two = try fixture.instanceID("two")
    }

    @Test(
        "a value is read back byte for byte, also after a restart", arguments: [0, 1, 1_000, SQLiteKeyValueStore.valueBytesMax])
    func roundTrip(_ size: Int) throws {
        let value = fixture.random.bytes(size)
        try kv.put("key", value, ttlMilliseconds: 0, expected: .anything, of: one)
        #expect(try kv.get("key", of: one)?.value == value)
        try store.close()
        #expect(try fixture.open().keyValues.get("key", of: one)?.value == value)
    }

    @Test("keys are any text of 1 to 256 bytes and are compared by bytes")
    func keys() throws {
        let keys = [
            "a", "A", "a%", "a_", "a\\", "a*", "a?", "a[b]", "a'; --", "\0", "a\0", "a\0b", " ", "caf\u{e9}", "cafe\u{301}",
            "\u{1f600}",
            "\u{10ffff}", String(repeating: "k", count: 256), String(repeating: "\u{e9}", count: 128),
        ]
        for (index, key) in keys.enumerated() {
            try kv.put(key, [UInt8(index)], ttlMilliseconds: 0, expected: .absent, of: one)
        }
        for (index, key) in keys.enumerated() {
            #expect(try kv.get(key, of: one)?.value == [UInt8(index)], "\(key)")
        }
        let listed = try kv.keys(prefix: "", after: "", limit: 100, of: one).map { Array($0.utf8) }
        #expect(listed == keys.map { Array($0.utf8) }.sorted { $0.lexicographicallyPrecedes($1) })
    }

    @Test("a key that is empty or too long is refused in every call", arguments: ["", String(repeating: "k", count: 257)])
    func badKeys(_ key: String) throws {
        #expect(throws: KeyValueRefusal.key) { try kv.get(key, of: one) }
        #expect(throws: KeyValueRefusal.key) { try kv.put(key, [], ttlMilliseconds: 0, expected: .anything, of: one) }
        #expect(throws: KeyValueRefusal.key) { try kv.delete(key, expected: .anything, of: one) }
    }

    @Test("instances do not see each other")
    func isolation() throws {
        try kv.put("key", [1], ttlMilliseconds: 0, expected: .absent, of: one)
        #expect(try kv.get("key", of: two) == nil)
        #expect(try kv.keys(prefix: "", after: "", limit: 10, of: two).isEmpty)
        try kv.delete("key", expected: .anything, of: two)
        try kv.put("key", [2], ttlMilliseconds: 0, expected: .absent, of: two)
        #expect(try kv.get("key", of: one)?.value == [1])
        #expect(try kv.get("key", of: two)?.value == [2])
    }

    @Test("a write happens only if what was expected is there")
    func expectations() throws {
        #expect(throws: KeyValueRefusal.conflict) { try put([0], .version(1)) }
        try put([1], .absent)
        #expect(throws: KeyValueRefusal.conflict) { try put([2], .absent) }
        let first = try #require(try kv.get("key", of: one))
        #expect(first.version != 0)
        try put([2], .version(first.version))
        #expect(throws: KeyValueRefusal.conflict) { try put([3], .version(first.version)) }
        #expect(throws: KeyValueRefusal.conflict) { try put([3], .version(.max)) }
        #expect(throws: KeyValueRefusal.conflict) { try put([3], .version(0)) }
        #expect(try kv.get("key", of: one)?.value == [2])
        try put([4], .anything)
        #expect(try kv.get("key", of: one)?.value == [4])
    }

    @Test("a removal happens only if what was expected is there")
    func deleteExpectations() throws {
        try kv.delete("key", expected: .anything, of: one)
        try kv.delete("key", expected: .absent, of: one)
        #expect(throws: KeyValueRefusal.conflict) { try kv.delete("key", expected: .version(1), of: one) }
        try put([1], .anything)
        let version = try #require(try kv.get("key", of: one)).version
        #expect(throws: KeyValueRefusal.conflict) { try kv.delete("key", expected: .absent, of: one) }
        #expect(throws: KeyValueRefusal.conflict) { try kv.delete("key", expected: .version(version + 1), of: one) }
        #expect(try kv.get("key", of: one) != nil)
        try kv.delete("key", expected: .version(version), of: one)
        #expect(try kv.get("key", of: one) == nil)
    }

    @Test("no version of a key ever comes again, not after removal, expiry or restart")
    func versionsAreNew() throws {
        var seen: Set<UInt64> = []
        var kv = kv
        for round in 0..<30 {
            try kv.put("key", [1], ttlMilliseconds: round % 3 == 0 ? 10 : 0, expected: .anything, of: one)
            let version = try #require(try kv.get("key", of: one)).version
            #expect(version > 0 && version < .max)
            #expect(seen.insert(version).inserted)
            if round % 3 == 0 { fixture.clock.advance(milliseconds: 10) }
            if round % 3 == 1 { try kv.delete("key", expected: .anything, of: one) }
            if round == 15 { kv = try fixture.open().keyValues }
        }
    }

    @Test("a refused write leaves the version as it was")
    func refusedWriteKeepsVersion() throws {
        try put([1], .absent)
        let before = try kv.get("key", of: one)
        #expect(throws: KeyValueRefusal.conflict) { try put([2], .absent) }
        #expect(throws: KeyValueRefusal.quota) {
            try put([UInt8](repeating: 0, count: SQLiteKeyValueStore.valueBytesMax + 1), .anything)
        }
        #expect(try kv.get("key", of: one) == before)
    }

    @Test("a pair is gone when its time has passed, to the millisecond, for every call")
    func expiry() throws {
        try kv.put("key", [1], ttlMilliseconds: 100, expected: .anything, of: one)
        let version = try #require(try kv.get("key", of: one)).version
        fixture.clock.advance(milliseconds: 99)
        #expect(try kv.get("key", of: one) != nil)
        #expect(try kv.keys(prefix: "k", after: "", limit: 10, of: one) == ["key"])
        fixture.clock.advance(milliseconds: 1)
        #expect(try kv.get("key", of: one) == nil)
        #expect(try kv.keys(prefix: "k", after: "", limit: 10, of: one).isEmpty)
        #expect(throws: KeyValueRefusal.conflict) { try put([2], .version(version)) }
        #expect(throws: KeyValueRefusal.conflict) { try kv.delete("key", expected: .version(version), of: one) }
        try put([2], .absent)
        fixture.clock.advance(milliseconds: 1_000_000_000_000)
        #expect(try kv.get("key", of: one)?.value == [2], "written anew without an end")
    }

    @Test("the longest time to live does not overflow")
    func longestTTL() throws {
        try kv.put("key", [1], ttlMilliseconds: .max, expected: .anything, of: one)
        #expect(try kv.get("key", of: one) != nil)
        try kv.put("past", [1], ttlMilliseconds: -1, expected: .anything, of: one)
        #expect(try kv.get("past", of: one) == nil)
    }

    @Test(
        "a listing has exactly the keys with the prefix, in byte order",
        arguments: ["", "a", "a%", "a_", "a\\", "a\u{7f}", "\u{e9}", "\u{10ffff}", "zz"])
    func prefixes(_ prefix: String) throws {
        let keys = [
            "a", "a%", "a%b", "ab", "a_", "a_b", "axb", "a\\", "a\\%", "a\u{7f}", "a\u{7f}z", "a\u{80}", "b", "B", "\u{e9}",
            "\u{e9}x",
            "e\u{301}", "\u{ea}", "\u{10ffff}", "\u{10ffff}a",
        ]
        for key in keys { try kv.put(key, [], ttlMilliseconds: 0, expected: .anything, of: one) }
        let bytes = Array(prefix.utf8)
        let matching = keys.map { Array($0.utf8) }.filter { $0.starts(with: bytes) }.sorted { $0.lexicographicallyPrecedes($1) }
        #expect(try kv.keys(prefix: prefix, after: "", limit: 100, of: one).map { Array($0.utf8) } == matching)
        // By pages of two.
        var paged: [[UInt8]] = []
        var after = ""
        while let last = try kv.keys(prefix: prefix, after: after, limit: 2, of: one).map({ key in
            paged.append(Array(key.utf8)); return key
        }).last {
            after = last
        }
        #expect(paged == matching)
    }

    @Test("a listing may begin before, inside or behind the prefix")
    func listingAfter() throws {
        for key in ["a", "b1", "b2", "c"] { try kv.put(key, [], ttlMilliseconds: 0, expected: .anything, of: one) }
        #expect(try kv.keys(prefix: "b", after: "a", limit: 9, of: one) == ["b1", "b2"])
        #expect(try kv.keys(prefix: "b", after: "b1", limit: 9, of: one) == ["b2"])
        #expect(try kv.keys(prefix: "b", after: "bz", limit: 9, of: one).isEmpty)
        #expect(try kv.keys(prefix: "b", after: "c", limit: 9, of: one).isEmpty)
        #expect(try kv.keys(prefix: "b", after: "", limit: 0, of: one).isEmpty)
        #expect(try kv.keys(prefix: "b", after: "", limit: -1, of: one).isEmpty)
    }

    private func put(_ value: [UInt8], _ expected: KeyValueExpectation) throws {
        try kv.put("key", value, ttlMilliseconds: 0, expected: expected, of: one)
    }
}
