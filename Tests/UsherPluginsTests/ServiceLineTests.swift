import Testing
import UsherTesting

@testable import UsherPlugins

@Suite("The line of exchanges, and the budget of writes")
struct ServiceLineTests {
    @Test("a plugin's exchanges start in order, as many as it has places")
    func order() {
        var line = FairLine()
        var started: [UInt64] = []
        for id in 0..<UInt64(30) { started += line.enter(id, of: "a") }
        #expect(started == Array(0..<16))
        #expect(line.leave(3) == [16])
        // One that waits starts nobody when it goes.
        #expect(line.leave(20) == [])
        #expect(line.leave(99) == [])
        for id in 17..<20 { #expect(line.leave(UInt64(id - 17)) == [UInt64(id)]) }
        #expect(line.leave(4) == [21])
    }

    @Test("where places are short for all, plugins take turns")
    func turns() {
        var line = FairLine()
        var under: [UInt64] = []
        for id in 0..<UInt64(FairLine.totalMax) { under += line.enter(id, of: "p\(id / 16)") }
        #expect(under.count == FairLine.totalMax)
        for id in 1_000..<UInt64(1_010) { #expect(line.enter(id, of: "x") == []) }
        for id in 2_000..<UInt64(2_010) { #expect(line.enter(id, of: "y") == []) }
        #expect((0..<4).flatMap { line.leave($0) } == [1_000, 2_000, 1_001, 2_001])
    }

    @Test("whatever comes and goes, no place is lost and none is given twice")
    func property() {
        let random = SeededRandom("line")
        var line = FairLine()
        var (waiting, running): ([UInt64: String], [UInt64: String]) = ([:], [:])
        func start(_ ids: [UInt64]) {
            for id in ids {
                let plugin = waiting.removeValue(forKey: id)
                #expect(plugin != nil)
                running[id] = plugin
            }
        }
        for id in 0..<UInt64(20_000) {
            if random.number(in: 0...1) == 0 || waiting.count + running.count > 600 {
                guard let gone = random.element(of: Array(waiting.keys) + Array(running.keys)) else { continue }
                waiting[gone] = nil
                running[gone] = nil
                start(line.leave(gone))
            } else {
                let plugin = "p\(random.number(in: 0...30))"
                waiting[id] = plugin
                start(line.enter(id, of: plugin))
            }
            let counts = Dictionary(grouping: running.values, by: \.self).mapValues(\.count)
            #expect(running.count <= FairLine.totalMax && counts.values.allSatisfy { $0 <= FairLine.pluginMax })
            if running.count < FairLine.totalMax {
                #expect(waiting.values.allSatisfy { counts[$0] == FairLine.pluginMax })
            }
        }
    }

    @Test("a plugin may have only so many in the line")
    func full() {
        var line = FairLine()
        for id in 0..<UInt64(FairLine.pluginMax + FairLine.waitingMax) {
            #expect(!line.isFull(for: "a"))
            _ = line.enter(id, of: "a")
        }
        #expect(line.isFull(for: "a") && !line.isFull(for: "b"))
    }

    @Test("writes come at once until the burst is used up, then a hundred a second, and rest earns a new burst")
    func budget() {
        var budget = WriteBudget()
        for _ in 0..<500 { #expect(budget.next(now: 1_000) == 1_000) }
        #expect(budget.next(now: 1_000) == 1_010)
        #expect(budget.next(now: 1_000) == 1_020)
        #expect(budget.next(now: 1_500) == 1_500)
        for _ in 0..<500 { #expect(budget.next(now: 100_000) == 100_000) }
        #expect(budget.next(now: 100_000) == 100_010)
    }
}
