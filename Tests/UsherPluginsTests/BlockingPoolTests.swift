import Synchronization
import Testing
import UsherDomain
import UsherTesting

@testable import UsherPlugins

@Suite("Services that wait for the disk")
struct BlockingPoolTests {
    private final class Journal: Sendable {
        private let lines = Mutex<[String]>([])
        var all: [String] { lines.withLock { $0 } }
        func note(_ line: String) { lines.withLock { $0.append(line) } }
    }

    private func lane(_ plugin: String, _ instance: String) -> BlockingPool.Lane {
        BlockingPool.Lane(pluginID: plugin, instance: InstanceID(instance)!)
    }

    @Test("What one instance asks for is done in its order, and plugins take turns however much one of them asks")
    func turns() async throws {
        let pool = try BlockingPool()
        let journal = Journal()
        for number in 0..<1_000 { _ = pool.run(in: lane("greedy", "g")) { journal.note("g\(number)") } }
        for number in 0..<3 { _ = pool.run(in: lane("modest", "m")) { journal.note("m\(number)") } }
        try pool.start()
        try await eventually("all is done") { journal.all.count == 1_003 }
        pool.close()
        #expect(journal.all.filter { $0.hasPrefix("g") } == (0..<1_000).map { "g\($0)" })
        #expect(journal.all.filter { $0.hasPrefix("m") } == ["m0", "m1", "m2"])
        let last = try #require(journal.all.lastIndex(of: "m2"))
        #expect(last < 500, "\(last) were done before the modest plugin had its three")
    }

    @Test("A plugin whose work never ends has not all threads, and what was cancelled does not begin")
    func fairness() async throws {
        let pool = try BlockingPool()
        try pool.start()
        let gate = Mutex<Bool>(false)
        let journal = Journal()
        for number in 0..<10 {
            _ = pool.run(in: lane("stuck", "s\(number)")) {
                while !gate.withLock({ $0 }) {}
                journal.note("stuck")
            }
        }
        let dropped = pool.run(in: lane("other", "o")) { journal.note("dropped") }
        dropped.cancel()
        _ = pool.run(in: lane("other", "o")) { journal.note("other") }
        try await eventually("the other plugin is served") { journal.all.contains("other") }
        gate.withLock { $0 = true }
        try await eventually("the stuck plugin goes on") { journal.all.count { $0 == "stuck" } == 10 }
        pool.close()
        // `cancel()` may have come too late for the first of them, never for the order.
        #expect(journal.all.filter { $0 != "stuck" }.last == "other")
    }
}
