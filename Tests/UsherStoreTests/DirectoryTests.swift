import Foundation
import Testing
import UsherStore
import UsherTesting

@Suite("The data directory")
struct DirectoryTests {
    @Test("files are made for their owner only, whatever the umask")
    func fileModes() throws {
        let fixture = try StoreFixture()
        let store = try fixture.open()
        for name in ["usher.db", "usher.db-wal", "usher.db-shm", "usher.key"] {
            #expect(try mode(fixture.directory.path + "/" + name) == 0o600, "\(name)")
        }
        try store.close()
    }

    @Test("a database that a copy left open to others is closed to them")
    func openDatabaseIsClosed() throws {
        let fixture = try StoreFixture()
        try fixture.open().close()
        #expect(chmod(fixture.databasePath, 0o644) == 0)
        try fixture.open().close()
        #expect(try mode(fixture.databasePath) == 0o600)
    }

    @Test("a missing directory is named, with the command that makes it")
    func missing() throws {
        let fixture = try StoreFixture()
        let path = fixture.directory.path + "/not-there"
        let failure = try #require(throws: StoreFailure.self) {
            try Store.open(directory: path, clock: fixture.clock, random: fixture.random)
        }
        #expect(failure.code == .directoryMissing)
        #expect(failure.advice.contains("mkdir -m 700 \(path)"))
    }

    @Test("a file in the place of the directory is refused")
    func fileInstead() throws {
        let fixture = try StoreFixture()
        let path = fixture.directory.path + "/file"
        try Data("x".utf8).write(to: URL(filePath: path))
        let failure = try #require(throws: StoreFailure.self) {
            try Store.open(directory: path, clock: fixture.clock, random: fixture.random)
        }
        #expect(failure.code == .directoryUnusable)
    }

    @Test(
        "a directory that others may look into, go into or write to is refused, with what closes it",
        arguments: [0o777, 0o755, 0o750, 0o770, 0o710, 0o701] as [mode_t])
    func openToOthers(_ mode: mode_t) throws {
        let fixture = try StoreFixture()
        #expect(chmod(fixture.directory.path, mode) == 0)
        let failure = try fixture.refusal()
        #expect(failure.code == .directoryUnusable)
        #expect(failure.advice.contains("chmod 700 \(fixture.directory.path)"))
    }

    @Test("a directory that cannot be written to is refused", .enabled(if: geteuid() != 0, "root may write anywhere"))
    func unwritable() throws {
        let fixture = try StoreFixture()
        #expect(chmod(fixture.directory.path, 0o500) == 0)
        #expect(try fixture.refusal().code == .directoryUnusable)
    }

    @Test("a directory that takes no new files is refused with a reason, also for root")
    func takesNoFiles() throws {
        let fixture = try StoreFixture()
        let failure = try #require(throws: StoreFailure.self) {
            try Store.open(directory: "/proc/self/task", clock: fixture.clock, random: fixture.random)
        }
        #expect([.directoryUnusable, .keyUnusable].contains(failure.code))
        #expect(!failure.advice.isEmpty)
    }

    @Test("what is no database is refused and left alone", arguments: [1, 100, 5_000, 100_000])
    func noDatabase(_ size: Int) throws {
        let fixture = try StoreFixture()
        try fixture.open().close()
        let garbage = Data(fixture.random.bytes(size))
        try garbage.write(to: URL(filePath: fixture.databasePath))
        #expect(try fixture.refusal().code == .databaseDamaged)
        #expect(try Data(contentsOf: URL(filePath: fixture.databasePath)) == garbage)
    }

    @Test("a database whose first page is damaged is refused")
    func damagedSchema() throws {
        let fixture = try StoreFixture()
        try fixture.open().close()
        var bytes = try Data(contentsOf: URL(filePath: fixture.databasePath))
        bytes.replaceSubrange(100..<2_000, with: fixture.random.bytes(1_900))
        try bytes.write(to: URL(filePath: fixture.databasePath))
        #expect(try fixture.refusal().code == .databaseDamaged)
    }

    @Test("a directory in the place of the database is refused")
    func databaseIsDirectory() throws {
        let fixture = try StoreFixture()
        try fixture.open().close()
        try FileManager.default.removeItem(atPath: fixture.databasePath)
        try FileManager.default.createDirectory(atPath: fixture.databasePath, withIntermediateDirectories: false)
        #expect(try fixture.refusal().code == .databaseUnusable)
    }

    private func mode(_ path: String) throws -> Int {
        try #require(try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int)
    }
}
