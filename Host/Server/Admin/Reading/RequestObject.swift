import FoundationEssentials
import Hummingbird
import HummingbirdCore
import UsherDomain

/// The JSON object of a request, read member by member. A member that nobody asked for is refused by ``finish()``: a misspelled
/// word must never do nothing.
struct RequestObject {
    /// Longest single text, in bytes: that of a rule.
    static let textBytesMax = Rule.bytesMax

    private let members: [String: JSONValue]
    /// Where it stands in the request; empty for the whole.
    private let path: String
    private var known: Set<String> = []

    /// Reads the body of `request`, of at most `bytesMax`. Throws a ``Problem`` when it is no JSON object.
    init(of request: Request, bytesMax: Int = DoorContext.bodyBytesMax) async throws {
        self.init(try await JSON.body(of: request, as: [String: JSONValue].self, bytesMax: bytesMax), path: "")
    }

    init(_ members: [String: JSONValue], path: String) {
        self.members = members
        self.path = path
    }

    /// The value of a member; `nil` when it is not there. `null` is there.
    mutating func value(_ key: String) -> JSONValue? {
        known.insert(key)
        return members[key]
    }

    /// A text that must be there.
    mutating func text(_ key: String) throws(Problem) -> String {
        guard let text = try optionalText(key) else { throw wrong(key, "is missing") }
        return text
    }

    /// A text; `nil` when it is not there, or null.
    mutating func optionalText(_ key: String) throws(Problem) -> String? {
        switch value(key) {
        case nil, .null: return nil
        case .string(let text):
            guard text.utf8.count <= Self.textBytesMax else {
                throw wrong(key, "is longer than \(Self.textBytesMax) bytes")
            }
            return text
        default: throw wrong(key, "must be text")
        }
    }

    /// A whole number; `nil` when it is not there, or null.
    mutating func optionalInteger(_ key: String) throws(Problem) -> Int64? {
        switch value(key) {
        case nil, .null: return nil
        case .integer(let number): return number
        default: throw wrong(key, "must be a whole number")
        }
    }

    /// A truth value; `nil` when it is not there, or null.
    mutating func optionalFlag(_ key: String) throws(Problem) -> Bool? {
        switch value(key) {
        case nil, .null: return nil
        case .bool(let flag): return flag
        default: throw wrong(key, "must be true or false")
        }
    }

    /// The texts of a list; `nil` when it is not there, or null.
    mutating func optionalTexts(_ key: String) throws(Problem) -> [String]? {
        switch value(key) {
        case nil, .null: return nil
        case .array(let values):
            var texts: [String] = []
            for value in values {
                guard case .string(let text) = value else { throw wrong(key, "must be a list of texts") }
                texts.append(text)
            }
            return texts
        default: throw wrong(key, "must be a list of texts")
        }
    }

    /// An object; `nil` when it is not there, or null.
    mutating func optionalObject(_ key: String) throws(Problem) -> RequestObject? {
        switch value(key) {
        case nil, .null: return nil
        case .object(let members): return RequestObject(members, path: name(key))
        default: throw wrong(key, "must be an object")
        }
    }

    /// The objects of a list that must be there.
    mutating func objects(_ key: String) throws(Problem) -> [RequestObject] {
        guard case .array(let values) = value(key) else { throw wrong(key, "must be a list of objects") }
        var objects: [RequestObject] = []
        for (index, value) in values.enumerated() {
            guard case .object(let members) = value else { throw wrong("\(key)[\(index)]", "must be an object") }
            objects.append(RequestObject(members, path: "\(name(key))[\(index)]"))
        }
        return objects
    }

    /// A text that must be there and that `parse` reads; `expected` says what of.
    mutating func parsed<Value>(_ key: String, expected: String, _ parse: (String) -> Value?) throws(Problem) -> Value {
        guard let value = parse(try text(key)) else { throw wrong(key, "must be \(expected)") }
        return value
    }

    mutating func room(_ key: String) throws(Problem) -> RoomID {
        try parsed(key, expected: "a room ID such as !abc:example.org") { RoomID($0) }
    }

    mutating func user(_ key: String) throws(Problem) -> UserID {
        try parsed(key, expected: "a Matrix ID such as @alice:example.org") { UserID($0) }
    }

    mutating func instance(_ key: String) throws(Problem) -> InstanceID {
        try parsed(key, expected: "the name of an instance") { InstanceID($0) }
    }

    /// The first digits of a plan's hash.
    mutating func planDigits(_ key: String) throws(Problem) -> String {
        try parsed(key, expected: "the first \(PlanHash.shownDigits) digits of a plan's hash, or more") { text in
            let isHash =
                (PlanHash.shownDigits...64).contains(text.utf8.count)
                && text.utf8.allSatisfy { (48...57).contains($0) || (97...102).contains($0) }
            return isHash ? text : nil
        }
    }

    /// Refuses members that nobody asked for, with the nearest right word.
    func finish() throws(Problem) {
        guard let unknown = members.keys.sorted().first(where: { !known.contains($0) }) else { return }
        let advice = NearestWord.of(unknown, among: known.sorted()).map { "did you mean \"\($0)\"?" }
        let list = known.isEmpty ? "there is none" : "known: \(known.sorted().joined(separator: ", "))"
        throw wrong(unknown, "is not known; \(advice ?? list)")
    }

    /// What is wrong with a member.
    func wrong(_ key: String, _ what: String) -> Problem {
        Problem(.badRequest, "malformed", "Malformed request", "\(name(key)) \(what)")
    }

    private func name(_ key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }
}
