/// What the host keeps for one instance: keys and values, and secrets. It ends with the test.
final class InstanceStore {
    struct Entry {
        let value: [UInt8]
        let version: UInt64
    }

    var entries: [String: Entry] = [:]
    var secrets: [String: [UInt8]]
    private var version: UInt64 = 0

    init(secrets: [String: [UInt8]] = [:]) {
        self.secrets = secrets
    }

    func put(_ key: String, _ value: [UInt8]) {
        version += 1
        entries[key] = Entry(value: value, version: version)
    }
}
