/// A JSON document to be read, through the host's reader (`usher.json/1`). Places in it are named by JSON pointers (RFC 6901):
/// `""` is the whole document, `"/team/name"` a member of a member, `"/tags/0"` the first element.
///
/// A value of the wrong type throws and names its place; a value that is not there is `nil`. `null` is a value, and of the wrong
/// type everywhere.
///
/// ```swift
/// try config.allowOnly("team", "level")
/// let level = try config.integer("/level") ?? 1
/// ```
public struct JSON {
    /// What can be at a place. The raw values are those of the header.
    public enum Kind: Int32, Hashable, Sendable, CaseIterable {
        /// There is no such place.
        case missing = 0
        /// `null`
        case null = 1
        /// `true` or `false`
        case bool = 2
        /// A number, whole or not.
        case number = 3
        /// A text.
        case string = 4
        /// A list.
        case array = 5
        /// Names and values.
        case object = 6
    }

    /// The document.
    public let text: String
    private let call: Call
    private let fault: PluginError.Kind

    /// Reads `text`.
    ///
    /// - Parameter fault: the kind of error to throw for a value of the wrong type: who has to mend it.
    public init(_ text: String, call: Call, fault: PluginError.Kind = .configuration) {
        self.text = text
        self.call = call
        self.fault = fault
    }

    /// What is at `pointer`.
    public func kind(_ pointer: String) throws -> Kind {
        try read(pointer).kind
    }

    /// The text at `pointer`, or `nil` when there is no such place.
    public func string(_ pointer: String) throws -> String? {
        try value(pointer, .string, "a text")
    }

    /// The whole number at `pointer`, or `nil` when there is no such place.
    public func integer(_ pointer: String) throws -> Int64? {
        guard let digits = try value(pointer, .number, "a whole number") else { return nil }
        guard let number = Int64(digits) else { throw wrong(pointer, "must be a whole number") }
        return number
    }

    /// The number at `pointer`, whole or not, or `nil` when there is no such place.
    public func number(_ pointer: String) throws -> Double? {
        guard let digits = try value(pointer, .number, "a number") else { return nil }
        guard let number = Double(digits) else { throw wrong(pointer, "must be a number") }
        return number
    }

    /// The truth value at `pointer`, or `nil` when there is no such place.
    public func bool(_ pointer: String) throws -> Bool? {
        try value(pointer, .bool, "true or false").map { $0 == "true" }
    }

    /// How many elements the array or members the object at `pointer` has.
    public func count(_ pointer: String) throws -> Int {
        let kind = try kind(pointer)
        guard kind == .array || kind == .object else { throw wrong(pointer, "must be a list or an object") }
        return try call.open().jsonCount(text, pointer)
    }

    /// The names of the members of the object at `pointer`, in their order.
    public func keys(_ pointer: String = "") throws -> [String] {
        guard let object = try value(pointer, .object, "an object") else { return [] }
        return try JSONMembers.quotedNames(of: object).map { name in
            guard let decoded = try JSON(name, call: call).string("") else {
                throw PluginError(.internalFault, "the host's JSON reader does not find a document's root")
            }
            return decoded
        }
    }

    /// The elements of the list at `pointer`, each a document of its own; `nil` when there is no such place. Much quicker on a
    /// long list than one pointer after the other.
    public func elements(_ pointer: String = "") throws -> [JSON]? {
        guard let list = try value(pointer, .array, "a list") else { return nil }
        return JSONMembers.elements(of: list).map { JSON($0, call: call, fault: fault) }
    }

    /// The texts of the list at `pointer`, or `nil` when there is no such place.
    public func strings(_ pointer: String) throws -> [String]? {
        try elements(pointer)?.map { element in
            guard try element.kind("") == .string, let text = try element.string("") else {
                throw wrong(pointer, "must be a list of texts")
            }
            return text
        }
    }

    /// Throws when the document is no object or has a member that is not in `names`, and says which: a misspelt key must not be
    /// taken for a missing one.
    public func allowOnly(_ names: String...) throws {
        guard try kind("") == .object else { throw PluginError(fault, "must be an object") }
        for key in try keys() where !names.contains(key) {
            let known = names.isEmpty ? "there is none" : "known: " + names.joined(separator: ", ")
            throw PluginError(fault, "\(key): is not a known key (\(known))")
        }
    }

    private func read(_ pointer: String) throws -> (kind: Kind, text: String) {
        let (type, text) = try call.open().jsonGet(text, pointer)
        guard let kind = Kind(rawValue: type) else { throw PluginError(.internalFault, "the host reads an unknown type of JSON") }
        return (kind, text)
    }

    private func value(_ pointer: String, _ wanted: Kind, _ name: String) throws -> String? {
        let found = try read(pointer)
        if found.kind == .missing { return nil }
        guard found.kind == wanted else { throw wrong(pointer, "must be \(name)") }
        return found.text
    }

    private func wrong(_ pointer: String, _ complaint: String) -> PluginError {
        let place = pointer.isEmpty ? "" : pointer.dropFirst() + ": "
        return PluginError(fault, place + complaint)
    }
}
