import GRDB
import Testing
import UsherDomain
import UsherStore
import UsherTesting

@Suite("The quota of the plugins' key-value store")
struct KeyValueQuotaTests {
    private static let largest = [UInt8](repeating: 7, count: SQLiteKeyValueStore.valueBytesMax)
    /// How many of the largest values fit.
    private static let fits = Int(SQLiteKeyValueStore.instanceBytesMax) / (SQLiteKeyValueStore.valueBytesMax + 64 + 4)

    private let fixture: StoreFixture
    private let kv: SQLiteKeyValueStore
    private let one: InstanceID

    init() throws {
        fixture = try StoreFixture("quota")
        kv = try fixture.open().keyValues
        one = try fixture.instanceID("one")
    }

    @Test("an instance is stopped at its quota; others, removals and smaller values are not")
    func quota() throws {
        try fill()
        #expect(throws: KeyValueRefusal.quota) { try put("k999", Self.largest) }
        #expect(try kv.get("k999", of: one) == nil)
        try kv.put("k999", Self.largest, ttlMilliseconds: 0, expected: .anything, of: try fixture.instanceID("two"))
        try put("k100", Self.largest)
        try put("k100", [1])
        try put("k999", Array(Self.largest.dropLast(100)))
        try kv.delete("k101", expected: .anything, of: one)
        try put("k101", Self.largest)
        try expectExactTotals()
    }

    @Test("pairs that have run out make room when the quota is reached")
    func expiredMakeRoom() throws {
        try fill(ttlMilliseconds: 10)
        #expect(throws: KeyValueRefusal.quota) { try put("k999", Self.largest) }
        fixture.clock.advance(milliseconds: 10)
        try put("k999", Self.largest)
        try expectExactTotals()
    }

    @Test("empty values are not free")
    func emptyValues() throws {
        try put("key", [])
        let bytes = try fixture.tamper { try Int.fetchOne($0, sql: "SELECT bytes FROM plugin_kv_totals") }
        #expect(bytes == 64 + 3)
    }

    @Test("the kept total is the real one after any mix of writes")
    func totalsStayExact() throws {
        for _ in 0..<300 {
            let key = "k\(fixture.random.number(in: 0...20))"
            switch fixture.random.number(in: 0...3) {
            case 0: try kv.delete(key, expected: .anything, of: one)
            case 1:
                try kv.put(
                    key, fixture.random.bytes(fixture.random.number(in: 0...99)), ttlMilliseconds: 5, expected: .anything, of: one
                )
            case 2: try put(key, fixture.random.bytes(fixture.random.number(in: 0...999)))
            default: fixture.clock.advance(milliseconds: 1)
            }
        }
        try expectExactTotals()
    }

    private func fill(ttlMilliseconds: Int64 = 0) throws {
        for number in 0..<Self.fits {
            try kv.put("k\(100 + number)", Self.largest, ttlMilliseconds: ttlMilliseconds, expected: .anything, of: one)
        }
    }

    private func put(_ key: String, _ value: [UInt8]) throws {
        try kv.put(key, value, ttlMilliseconds: 0, expected: .anything, of: one)
    }

    private func expectExactTotals() throws {
        let wrong = try fixture.tamper { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT instance, bytes, coalesce((SELECT sum(64 + length(key) + length(value)) FROM plugin_kv
                      WHERE plugin_kv.instance = plugin_kv_totals.instance), 0) AS real
                    FROM plugin_kv_totals WHERE bytes <> real
                    """)
        }
        #expect(wrong.isEmpty)
    }
}
