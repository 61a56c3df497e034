import Hummingbird
import HummingbirdCore
import UsherDomain

/// The parameters of an address, read one by one; one that nobody asked for, or that comes twice, is refused.
struct RequestQuery {
    private var members: [String: String] = [:]
    private var known: Set<String> = []

    init(_ request: Request) throws(Problem) {
        for (key, value) in request.uri.queryParameters {
            guard members.updateValue(String(value), forKey: String(key)) == nil else {
                throw Self.wrong(String(key), "is given twice")
            }
        }
    }

    /// A parameter that `parse` reads; `nil` when it is not there.
    mutating func optional<Value>(_ key: String, expected: String, _ parse: (String) -> Value?) throws(Problem) -> Value? {
        known.insert(key)
        guard let text = members[key] else { return nil }
        guard let value = parse(text) else { throw Self.wrong(key, "must be \(expected)") }
        return value
    }

    mutating func optionalRoom() throws(Problem) -> RoomID? {
        try optional("room", expected: "a room ID such as !abc:example.org") { RoomID($0) }
    }

    mutating func room() throws(Problem) -> RoomID {
        guard let room = try optionalRoom() else { throw Self.wrong("room", "is missing") }
        return room
    }

    mutating func optionalUser() throws(Problem) -> UserID? {
        try optional("user", expected: "a Matrix ID such as @alice:example.org") { UserID($0) }
    }

    mutating func user() throws(Problem) -> UserID {
        guard let user = try optionalUser() else { throw Self.wrong("user", "is missing") }
        return user
    }

    /// A moment, in milliseconds since 1970.
    mutating func optionalInstant(_ key: String) throws(Problem) -> Instant? {
        try optional(key, expected: "a number of milliseconds since 1970") { Int64($0).map(Instant.init(unixMilliseconds:)) }
    }

    mutating func optionalInteger(_ key: String, in range: ClosedRange<Int64>) throws(Problem) -> Int64? {
        try optional(key, expected: "a whole number from \(range.lowerBound) to \(range.upperBound)") { text in
            Int64(text).flatMap { range.contains($0) ? $0 : nil }
        }
    }

    /// Refuses parameters that nobody asked for.
    func finish() throws(Problem) {
        guard let unknown = members.keys.sorted().first(where: { !known.contains($0) }) else { return }
        let advice = NearestWord.of(unknown, among: known.sorted()).map { "did you mean \"\($0)\"?" }
        let list = known.isEmpty ? "there is none" : "known: \(known.sorted().joined(separator: ", "))"
        throw Self.wrong(unknown, "is not known; \(advice ?? list)")
    }

    private static func wrong(_ key: String, _ what: String) -> Problem {
        Problem(.badRequest, "malformed", "Malformed request", "\(key) \(what)")
    }
}
