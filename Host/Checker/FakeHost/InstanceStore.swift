/// What the host keeps for one instance: keys and values, and secrets. It ends with the test.
final class InstanceStore {
    struct Entry {
        let value: [UInt8]
        let version: UInt64
        /// When it is gone, in milliseconds of the steady clock.
        let end: Int64?
    }

    /// Where this instance may go.
    let egress: Egress
    /// What it may store in all, in bytes of keys and values.
    let bytesMax: Int
    var secrets: [String: [UInt8]]
    private var entries: [String: Entry] = [:]
    private var version: UInt64 = 0

    init(egress: Egress, bytesMax: Int, secrets: [String: [UInt8]]) {
        self.egress = egress
        self.bytesMax = bytesMax
        self.secrets = secrets
    }

    var keys: [String] { entries.keys.filter { entry($0) != nil } }

    func entry(_ key: String) -> Entry? {
        guard let entry = entries[key], entry.end.map({ $0 > steadyMilliseconds() }) ?? true else { return nil }
        return entry
    }

    /// `false`, with nothing written, when the instance would store more than it may. A write that makes it smaller is taken.
    func put(_ key: String, _ value: [UInt8], ttlMilliseconds: Int64) -> Bool {
        let old = entry(key).map { key.utf8.count + $0.value.count } ?? 0
        let new = key.utf8.count + value.count
        let stored = keys.reduce(0) { $0 + $1.utf8.count + (entries[$1]?.value.count ?? 0) }
        guard new <= old || stored - old + new <= bytesMax else { return false }
        version += 1
        let (end, isForEver) = steadyMilliseconds().addingReportingOverflow(ttlMilliseconds)
        entries[key] = Entry(value: value, version: version, end: ttlMilliseconds == 0 || isForEver ? nil : end)
        return true
    }

    func delete(_ key: String) { entries[key] = nil }
}
