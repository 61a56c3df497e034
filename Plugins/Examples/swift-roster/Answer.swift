import PluginKit

/// An object that the roster sent. What is missing in it, or of another type, is an error: a web page with status 200, half of an
/// answer, or the answer of some other service must not be taken for "nobody".
struct Answer {
    private let json: JSON
    private let what: String

    /// Reads the body of an answer.
    init(_ response: HTTPResponse, _ what: String, call: Call) throws {
        try self.init(response.json(call: call), what)
    }

    private init(_ json: JSON, _ what: String) throws {
        self.json = json
        self.what = what
        do {
            guard try json.kind("") == .object else { throw Self.broken(what, "is no object") }
        } catch let error as PluginError where error.kind == .invalid {
            throw Self.broken(what, "is not JSON")
        }
    }

    /// The text of this name.
    func text(_ name: String) throws -> String {
        guard let text = try json.string("/" + name) else { throw missing(name) }
        return text
    }

    /// The truth value of this name.
    func flag(_ name: String) throws -> Bool {
        guard let flag = try json.bool("/" + name) else { throw missing(name) }
        return flag
    }

    /// The truth value of this name; `nil` where the roster says nothing about it.
    func flag(ifThere name: String) throws -> Bool? { try json.bool("/" + name) }

    /// The whole number of this name; `nil` where the roster says nothing about it.
    func number(ifThere name: String) throws -> Int64? { try json.integer("/" + name) }

    /// The whole number of this name.
    func number(_ name: String) throws -> Int64 {
        guard let number = try json.integer("/" + name) else { throw missing(name) }
        return number
    }

    /// The objects in the list of this name.
    func list(_ name: String) throws -> [Answer] {
        guard let elements = try json.elements("/" + name) else { throw missing(name) }
        return try elements.map { try Answer($0, "\(what), an element of \(name)") }
    }

    /// Where the next page begins; empty on the last one, which says `"next": null`. A page that says nothing is not the last.
    func next() throws -> String {
        if try json.kind("/next") == .null { return "" }
        let next = try text("next")
        guard !next.isEmpty else { throw Self.broken(what, "has an empty \"next\"") }
        return next
    }

    private func missing(_ name: String) -> PluginError { Self.broken(what, "has no \"\(name)\"") }

    private static func broken(_ what: String, _ complaint: String) -> PluginError {
        PluginError(.upstream, "\(what): the roster's answer \(complaint)")
    }
}
