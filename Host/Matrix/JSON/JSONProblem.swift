/// What is wrong with a JSON text.
enum JSONProblem: Error, Hashable {
    /// Not JSON (RFC 8259), at this byte.
    case malformed(at: Int)
    /// A string holds half a surrogate pair, or bytes that are not UTF-8: it has no exact value here, and must not get an
    /// approximate one, since strings name people.
    case notText
    /// Nested more deeply than anything that is meant well.
    case tooDeep
    /// Another type than the one expected.
    case wrongType
}
