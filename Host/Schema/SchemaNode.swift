/// One schema within a schema, read and checked. The others are named by their numbers.
struct SchemaNode: Hashable, Sendable {
    /// Types, as many as are allowed.
    struct Types: OptionSet, Hashable, Sendable {
        let rawValue: UInt8

        static let null = Types(rawValue: 1)
        static let bool = Types(rawValue: 2)
        static let whole = Types(rawValue: 4)
        /// Also those that are whole.
        static let number = Types(rawValue: 8)
        static let text = Types(rawValue: 16)
        static let list = Types(rawValue: 32)
        static let object = Types(rawValue: 64)

        /// By their names in JSON Schema, with what a person calls them.
        static let all: [(name: String, type: Types, words: String)] = [
            ("string", .text, "text"), ("integer", .whole, "a whole number"), ("number", .number, "a number"),
            ("boolean", .bool, "true or false"), ("array", .list, "a list"), ("object", .object, "an object"),
            ("null", .null, "null"),
        ]
    }

    /// Nothing at all fits: the schema `false`.
    var isNever = false
    var types: Types?
    var choices: [Value]?
    var constant: Value?
    var reference: Int?
    var anyOf: [Int] = []
    var oneOf: [Int] = []

    var properties: [[UInt8]: Int] = [:]
    var required: [[UInt8]] = []
    /// For members that ``properties`` does not name; `nil` = anything.
    var additional: Int?
    var membersMin = 0
    var membersMax = Int.max

    var items: Int?
    var itemsMin = 0
    var itemsMax = Int.max
    var isUnique = false

    var minimum: ExactNumber?
    var maximum: ExactNumber?
    var above: ExactNumber?
    var below: ExactNumber?

    var lengthMin = 0
    var lengthMax = Int.max

    /// Whether the value is taken out of the document and handed over as a secret.
    var isSecret = false

    /// Every schema that this one leads to.
    var children: [Int] {
        properties.values + anyOf + oneOf + [reference, additional, items].compactMap { $0 }
    }
}
