import Foundation
import GRDB
import Testing
import UsherDomain
import UsherTesting

@testable import UsherStore

@Suite("The plugins' secrets")
struct SecretStoreTests {
    private let fixture: StoreFixture
    private let secrets: SQLiteSecretStore
    private let one: InstanceID
    private let two: InstanceID

    init() throws {
        fixture = try StoreFixture("secrets")
        secrets = try fixture.open().secrets
        one = try fixture.instanceID("one")
        two = try fixture.instanceID("two")
    }

    @Test("a secret is read back as it was written, whatever its bytes and its name", arguments: [0, 1, 15, 16, 17, 64 * 1_024])
    func roundTrip(count: Int) throws {
        let value = fixture.random.bytes(count)
        for name in ["a", "config/x", "subject/1", "ä\u{0}\n", String(repeating: "n", count: 256)] {
            try put(name, value)
            #expect(try secrets.get(name, of: one)?.reveal() == value)
        }
    }

    @Test("a secret is replaced, removed, and outlives a restart")
    func life() throws {
        for name in ["b", "a", "Z", "ä"] { try put(name, Array(name.utf8)) }
        try put("a", [1])
        try secrets.delete("b", of: one)
        try secrets.delete("b", of: one)
        #expect(try secrets.get("Z", of: one)?.reveal() == Array("Z".utf8))
        let again = try fixture.open().secrets
        #expect(try again.get("a", of: one)?.reveal() == [1])
        #expect(try again.get("b", of: one) == nil)
    }

    @Test("instances do not see each other's secrets")
    func instances() throws {
        try put("a", [1])
        #expect(try secrets.get("a", of: two) == nil)
        try secrets.delete("a", of: two)
        #expect(try secrets.get("a", of: one)?.reveal() == [1])
    }

    @Test("names that are empty or too long are refused", arguments: ["", String(repeating: "n", count: 257)])
    func names(name: String) {
        #expect(throws: SecretRefusal.name) { try put(name, []) }
        #expect(throws: SecretRefusal.name) { try secrets.get(name, of: one) }
        #expect(throws: SecretRefusal.name) { try secrets.delete(name, of: one) }
    }

    @Test("a value that is too long is refused, and the one before it stays")
    func tooLong() throws {
        try put("a", [1])
        #expect(throws: SecretRefusal.value) { try put("a", [UInt8](repeating: 0, count: 64 * 1_024 + 1)) }
        #expect(try secrets.get("a", of: one)?.reveal() == [1])
    }

    @Test("an instance is stopped at its quota of bytes; others, smaller values and removals are not")
    func bytes() throws {
        let largest = [UInt8](repeating: 7, count: 64 * 1_024)
        // Names count too, so the sixteenth does not fit.
        for index in 0..<15 { try put("k\(index)", largest) }
        #expect(throws: SecretRefusal.quota) { try put("k15", largest) }
        #expect(try secrets.get("k15", of: one) == nil)
        try secrets.put("k15", Secret(largest), of: two)
        try put("k0", [1])
        try put("k15", largest)
        try secrets.delete("k1", of: one)
        try put("k1", largest)
    }

    @Test("an instance is stopped at its number of secrets")
    func count() throws {
        try fixture.tamper { db in
            for index in 0..<SQLiteSecretStore.countMax {
                try db.execute(
                    sql: "INSERT INTO plugin_secrets VALUES ('one', ?, zeroblob(28))", arguments: [Data("k\(index)".utf8)])
            }
        }
        #expect(throws: SecretRefusal.quota) { try put("more", []) }
        try put("k7", [7])
        try secrets.put("more", Secret([]), of: two)
    }

    @Test("neither a value nor the key is in the files")
    func encrypted() throws {
        let value = Array("a-secret-that-must-not-be-found".utf8)
        try put("a", value)
        for file in try FileManager.default.contentsOfDirectory(atPath: fixture.directory.path) {
            let bytes = try Data(contentsOf: URL(filePath: fixture.directory.path + "/" + file))
            #expect(bytes.range(of: Data(value)) == nil, "\(file)")
        }
    }

    @Test("equal secrets look different on the disk, also when one is written again")
    func nonces() throws {
        try put("a", [1, 2, 3])
        let first = try sealed("a", "one")
        try put("a", [1, 2, 3])
        try put("b", [1, 2, 3])
        #expect(try Set([first, sealed("a", "one"), sealed("b", "one")]).count == 3)
    }

    @Test("a row that was moved to another name or instance does not open, and its place is named as damaged, never as empty")
    func moved() throws {
        try put("a", [1])
        try put("b", [2])
        try secrets.put("a", Secret([3]), of: two)
        try fixture.tamper { db in
            let rows = try Row.fetchAll(db, sql: "SELECT instance, name, sealed FROM plugin_secrets ORDER BY instance, name")
            for (index, row) in rows.enumerated() {
                let sealed: Data = rows[(index + 1) % rows.count]["sealed"]
                let (instance, name): (String, Data) = (row["instance"], row["name"])
                try db.execute(
                    sql: "UPDATE plugin_secrets SET sealed = ? WHERE instance = ? AND name = ?",
                    arguments: [sealed, instance, name])
            }
        }
        for (name, instance) in [("a", one), ("b", one), ("a", two)] { try expectUnreadable(name, instance) }
    }

    @Test("a row with any changed byte does not open, and one that is cut off does not either")
    func tampered() throws {
        try put("a", Array("value".utf8))
        let good = try sealed("a", "one")
        for index in good.indices {
            var bad = good
            bad[index] ^= 1
            try replace(bad)
            try expectUnreadable("a", one)
        }
        for count in 28..<good.count {
            try replace(good.prefix(count))
            try expectUnreadable("a", one)
        }
        try replace(good)
        #expect(try secrets.get("a", of: one)?.reveal() == Array("value".utf8))
    }

    @Test("a row that was sealed under another key does not open")
    func otherKey() throws {
        let other = try StoreFixture("other key")
        try other.open().secrets.put("a", Secret([1]), of: one)
        try put("a", [1])
        try replace(other.tamper { try #require(try Data.fetchOne($0, sql: "SELECT sealed FROM plugin_secrets")) })
        try expectUnreadable("a", one)
    }

    @Test("no failure prints a secret or its name")
    func silence() throws {
        try put("a-name", Array("a-value".utf8))
        try fixture.tamper { try $0.execute(sql: "UPDATE plugin_secrets SET sealed = zeroblob(35)") }
        let failure = try #require(throws: StoreFailure.self) { try secrets.get("a-name", of: one) }
        #expect("\(failure)".contains("one") && !"\(failure)".contains("a-name"))
        try put("a-name", Array("a-value".utf8))
        let held = try #require(try secrets.get("a-name", of: one))
        #expect("\(held)" == "<redacted>" && "\(held)".debugDescription == "\"<redacted>\"")
    }

    private func put(_ name: String, _ value: [UInt8]) throws { try secrets.put(name, Secret(value), of: one) }

    private func sealed(_ name: String, _ instance: String) throws -> Data {
        try fixture.tamper { db in
            try #require(
                try Data.fetchOne(
                    db, sql: "SELECT sealed FROM plugin_secrets WHERE instance = ? AND name = ?",
                    arguments: [instance, Data(name.utf8)]))
        }
    }

    private func replace(_ sealed: Data) throws {
        try fixture.tamper { try $0.execute(sql: "UPDATE plugin_secrets SET sealed = ?", arguments: [sealed]) }
    }

    private func expectUnreadable(_ name: String, _ instance: InstanceID) throws {
        let failure = #expect(throws: StoreFailure.self) { try secrets.get(name, of: instance) }
        #expect(failure?.code == .rowUnreadable)
    }
}
