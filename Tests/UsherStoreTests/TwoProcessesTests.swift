import Testing
import UsherDomain
import UsherStore
import UsherTesting

/// Two pools on one file are to SQLite what two processes are: each has its own connections and locks.
@Suite("Two users of one file", .timeLimit(.minutes(2)))
struct TwoProcessesTests {
    @Test("of many moves of one redemption at once, exactly one wins and is explained")
    func oneMoveWins() async throws {
        let fixture = try StoreFixture()
        let stores = [try fixture.open(), try fixture.open()]
        for round in 0..<10 {
            let redemption = try fixture.redemption(startedAt: Int64(round))
            try await stores[0].ledger.open(redemption)
            let winners = try await withThrowingTaskGroup(of: String?.self) { group in
                for number in 0..<16 {
                    group.addTask {
                        let entry = AuditEntry(
                            at: fixture.clock.now(), act: .invited, actor: "task \(number)", reason: "\(redemption.id)")
                        let room = try #require(RoomID("!room\(number):example.org"))
                        let won = try await stores[number % 2].ledger.move(
                            redemption.id, from: .opening, to: .reserved(room: room), audit: entry)
                        return won ? entry.actor : nil
                    }
                }
                return try await group.reduce(into: [String]()) { if let winner = $1 { $0.append(winner) } }
            }
            #expect(winners.count == 1)
            let entries = try await stores[1].ledger.auditEntries(limit: 100).filter { $0.reason == redemption.id.text }
            #expect(entries.map(\.actor) == winners)
        }
    }

    @Test("of many writes that expect one version, exactly one wins")
    func oneVersionWins() async throws {
        let fixture = try StoreFixture()
        let stores = [try fixture.open(), try fixture.open()]
        let instance = try fixture.instanceID("one")
        var expected = KeyValueExpectation.absent
        for _ in 0..<10 {
            let before = expected
            let won = try await withThrowingTaskGroup(of: UInt8?.self) { group in
                for number in 0..<16 {
                    group.addTask {
                        do {
                            try stores[number % 2].keyValues.put(
                                "key", [UInt8(number)], ttlMilliseconds: 0, expected: before, of: instance)
                            return UInt8(number)
                        } catch KeyValueRefusal.conflict {
                            return nil
                        }
                    }
                }
                return try await group.reduce(into: [UInt8]()) { if let winner = $1 { $0.append(winner) } }
            }
            let stored = try #require(try stores[0].keyValues.get("key", of: instance))
            #expect([stored.value] == [won])
            expected = .version(stored.version)
        }
    }

    @Test("what one writes, the other reads at once")
    func readsOfTheOther() async throws {
        let fixture = try StoreFixture()
        let (daemon, commandLine) = (try fixture.open(), try fixture.open())
        let instance = try fixture.instanceID("one")
        for round in 0..<50 {
            try commandLine.keyValues.put("key", [UInt8(round)], ttlMilliseconds: 0, expected: .anything, of: instance)
            #expect(try daemon.keyValues.get("key", of: instance)?.value == [UInt8(round)])
        }
        try commandLine.close()
        #expect(try daemon.keyValues.get("key", of: instance)?.value == [49])
        try daemon.keyValues.put("key", [99], ttlMilliseconds: 0, expected: .anything, of: instance)
        #expect(try fixture.open().keyValues.get("key", of: instance)?.value == [99])
    }

    @Test("opening and closing beside a busy writer fails no write and loses none")
    func openAndCloseBesideWriter() async throws {
        let fixture = try StoreFixture()
        let daemon = try fixture.open()
        let instance = try fixture.instanceID("one")
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                for number in 0..<200 {
                    try daemon.keyValues.put("d\(number)", [1], ttlMilliseconds: 0, expected: .absent, of: instance)
                }
            }
            group.addTask {
                for number in 0..<20 {
                    let commandLine = try fixture.open()
                    try commandLine.keyValues.put("c\(number)", [1], ttlMilliseconds: 0, expected: .absent, of: instance)
                    try commandLine.close()
                }
            }
            try await group.waitForAll()
        }
        #expect(try daemon.keyValues.keys(prefix: "", after: "", limit: 999, of: instance).count == 220)
    }
}
