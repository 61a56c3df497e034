/// A JSON value in memory, for the small parts of an answer.
enum JSONValue: Hashable, Sendable {
    case null
    case bool(Bool)
    /// A number written without fraction and exponent that fits.
    case integer(Int64)
    /// Every other number.
    case double(Double)
    case string(String)
    case array([JSONValue])
    case object([String: JSONValue])

    /// Nesting beyond this is refused: parsing recurses.
    static let depthMax = 64

    /// Parses `bytes` as one value with nothing behind it. Repeated names in an object are refused: readers differ in which
    /// counts.
    init(parsing bytes: [UInt8]) throws(JSONProblem) {
        var reader = JSONReader(bytes)
        self = try reader.value()
        try reader.finish()
    }

    /// The member called `name` of an object; `nil` when this is no object or has no such member.
    subscript(_ name: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        return members[name]
    }

    /// The text of a string; `nil` for other types.
    var string: String? {
        guard case .string(let text) = self else { return nil }
        return text
    }

    /// The number, if it is a whole one; `nil` otherwise.
    var integer: Int64? {
        guard case .integer(let number) = self else { return nil }
        return number
    }
}
