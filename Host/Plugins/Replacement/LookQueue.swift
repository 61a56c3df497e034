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

    /// Those that have not been looked at to the end, sorted.
    var unfinished: [FileName] { (waiting + running.keys).sorted() }

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

    /// A look has ended. Returns whether the file is still what was looked at.
    mutating func end(_ name: FileName) -> Bool {
        running[name] = nil
        guard again.remove(name) != nil else { return true }
        want(name)
        return false
    }

    /// When ``begin(now:)`` may have something to begin although nothing has ended.
    func nextTurn(now: Int64) -> Int64? {
        guard !waiting.isEmpty, running.count < Self.runningMax else { return nil }
        return running.values.map { $0 + slowAfter }.filter { $0 > now }.min()
    }

    private func quick(_ now: Int64) -> Int { running.values.count { now - $0 < slowAfter } }
}
