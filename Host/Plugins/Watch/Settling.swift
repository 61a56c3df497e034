/// Which files of the plugin directory have come to rest. Pure: it says when to look at a file's facts, and is told them.
///
/// A file has settled when two looks, at least ``settle`` apart, found the same. However often a file changes, it is looked at
/// once in that time.
struct Settling: Sendable {
    /// More names than this at a time are no longer told apart.
    static let namesMax = 2 * PluginDirectory.filesMax

    private enum Seen: Equatable, Sendable {
        case nothingYet
        case missing
        case file(FileFacts)
    }

    private struct Pending: Sendable {
        var dueAt: Int64
        var seen = Seen.nothingYet
    }

    private let settle: Int64
    private var pending: [FileName: Pending] = [:]
    private var allAt: Int64?

    /// `settle` in milliseconds.
    init(settle: Int64) {
        self.settle = settle
    }

    /// When there is something to look at; `nil` = not before something happens.
    var nextLook: Int64? {
        let names = pending.values.map(\.dueAt).min()
        guard let names, let allAt else { return names ?? allAt }
        return min(names, allAt)
    }

    /// Something happened to a file.
    mutating func notice(_ name: FileName, now: Int64) {
        guard pending[name] == nil else { return }
        guard pending.count < Self.namesMax else { return noticeAll(now: now) }
        pending[name] = Pending(dueAt: now)
    }

    /// Something happened, and nobody knows to which files.
    mutating func noticeAll(now: Int64) {
        if allAt == nil { allAt = now + settle }
    }

    /// Whether it is time to notice every file there is. Says so once.
    mutating func takeAll(now: Int64) -> Bool {
        guard let due = allAt, now >= due else { return false }
        allAt = nil
        return true
    }

    /// The files to look at now.
    func due(now: Int64) -> [FileName] {
        pending.filter { $0.value.dueAt <= now }.map(\.key).sorted()
    }

    /// A look was not possible. Nothing is known by that, and there will be another one.
    mutating func couldNotLook(_ name: FileName, now: Int64) {
        guard pending[name] != nil else { return }
        pending[name] = Pending(dueAt: now + settle)
    }

    /// What a look found; `nil` = no such file. Returns whether it has settled.
    mutating func look(_ name: FileName, _ facts: FileFacts?, now: Int64) -> Bool {
        guard let before = pending[name] else { return false }
        let seen: Seen = facts.map(Seen.file) ?? .missing
        guard seen != before.seen else {
            pending[name] = nil
            return true
        }
        pending[name] = Pending(dueAt: now + settle, seen: seen)
        return false
    }
}
