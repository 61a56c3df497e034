internal import UsherHTTP

/// Answers that are asked about again before each use (RFC 9111), for one plugin. Bounded: what was not used for the longest time
/// goes. Pure.
struct ResponseCache {
    /// For one plugin, in bytes of bodies and headers, and in answers.
    static let bytesMax = 8 << 20
    static let countMax = 512

    /// An answer as it was received.
    struct Entry: Sendable {
        let status: Int
        let headers: [HTTPRequest.Header]
        let body: [UInt8]
        let validators: [HTTPRequest.Header]

        var bytes: Int {
            headers.reduce(body.count) { $0 + $1.name.utf8.count + $1.value.utf8.count }
        }
    }

    private var entries: [ResponseKey: (entry: Entry, usedAt: UInt64)] = [:]
    private var bytes = 0
    private var uses: UInt64 = 0

    var count: Int { entries.count }

    /// The kept answer, which this counts as a use of.
    mutating func entry(for key: ResponseKey) -> Entry? {
        guard let found = entries[key] else { return nil }
        uses += 1
        entries[key] = (found.entry, uses)
        return found.entry
    }

    /// Keeps a whole new answer, if it may be kept and can be asked about; otherwise forgets the one before it.
    mutating func take(_ status: Int, _ headers: [HTTPRequest.Header], _ body: [UInt8], for key: ResponseKey) {
        guard status == 200 else { return }
        remove(key)
        let control = Self.directives(headers, "cache-control")
        guard !control.contains("no-store"), !Self.directives(headers, "vary").contains("*") else { return }
        var validators: [HTTPRequest.Header] = []
        if let tag = Self.value(headers, "etag") { validators.append(HTTPRequest.Header("If-None-Match", tag)) }
        if let date = Self.value(headers, "last-modified") {
            validators.append(HTTPRequest.Header("If-Modified-Since", date))
        }
        guard !validators.isEmpty, validators.allSatisfy(\.isWellFormed) else { return }
        store(Entry(status: status, headers: headers, body: body, validators: validators), for: key)
    }

    /// The third party said that nothing changed: the kept answer, with the lines of its header that this answer brought anew
    /// (RFC 9111, section 3.2).
    mutating func refresh(_ entry: Entry, with headers: [HTTPRequest.Header], for key: ResponseKey) -> Entry {
        let renewed = Set(headers.map(\.name)).subtracting(["content-length", "content-encoding", "content-type", "etag"])
        let kept = entry.headers.filter { !renewed.contains($0.name) } + headers.filter { renewed.contains($0.name) }
        let fresh = Entry(status: entry.status, headers: kept, body: entry.body, validators: entry.validators)
        remove(key)
        if !Self.directives(headers, "cache-control").contains("no-store") { store(fresh, for: key) }
        return fresh
    }

    private mutating func store(_ entry: Entry, for key: ResponseKey) {
        // One that is larger than half of it all would push out everything else.
        guard entry.bytes <= Self.bytesMax / 2 else { return }
        uses += 1
        entries[key] = (entry, uses)
        bytes += entry.bytes
        while bytes > Self.bytesMax || entries.count > Self.countMax {
            guard let oldest = entries.min(by: { $0.value.usedAt < $1.value.usedAt }) else { return }
            remove(oldest.key)
        }
    }

    private mutating func remove(_ key: ResponseKey) {
        if let gone = entries.removeValue(forKey: key) { bytes -= gone.entry.bytes }
    }

    private static func value(_ headers: [HTTPRequest.Header], _ name: String) -> String? {
        headers.first { $0.name == name && !$0.value.isEmpty }?.value
    }

    private static func directives(_ headers: [HTTPRequest.Header], _ name: String) -> Set<String> {
        Set(
            headers.filter { $0.name == name }.flatMap { $0.value.split(separator: ",") }
                .map { $0.lowercased().filter { $0 != " " && $0 != "\t" } })
    }
}
