/// Which files are looked at, and which wait for it. Pure.
///
/// Two at a time keep a small machine usable. One that takes long (it hangs, until its deadline) is no longer counted, so that it
/// delays no other; but there is an end to that too.
struct LookQueue: Sendable {
    static let quickMax = 2
    static let runningMax = 8

    private let slowAfter: Int64
    private var waiting: [FileName] = []
    private var running: [FileName: Int64] = [:]
    /// Changed while they were looked at.
    private var again: Set<FileName> = []

    /// `slowAfter` in milliseconds.
    init(slowAfter: Int64) {
        self.slowAfter = slowAfter
    }

    var isIdle: Bool { waiting.isEmpty && running.isEmpty }

    mutating func want(_ name: FileName) {
        if running[name] != nil {
            again.insert(name)
        } else if !waiting.contains(name) {
            waiting.append(name)
        }
    }

    /// Those whose turn it is. The caller looks at them.
    mutating func begin(now: Int64) -> [FileName] {
        var begun: [FileName] = []
        while !waiting.isEmpty, running.count < Self.runningMax, quick(now) < Self.quickMax {
            let name = waiting.removeFirst()
            running[name] = now
            begun.append(name)
        }
        return begun
    }

    /// Whether it is being looked at, or will be.
    func contains(_ name: FileName) -> Bool { running[name] != nil || waiting.contains(name) }

    /// A look has ended. A file that has changed meanwhile is looked at again.
    mutating func end(_ name: FileName) {
        running[name] = nil
        if again.remove(name) != nil { want(name) }
    }

    /// When ``begin(now:)`` may have something to begin although nothing has ended.
    func nextTurn(now: Int64) -> Int64? {
        guard !waiting.isEmpty, running.count < Self.runningMax else { return nil }
        return running.values.map { $0 + slowAfter }.filter { $0 > now }.min()
    }

    private func quick(_ now: Int64) -> Int { running.values.count { now - $0 < slowAfter } }
}
