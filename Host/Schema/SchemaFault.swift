/// Why a schema cannot be used, for its author.
public struct SchemaFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// Whose fault it is.
    public enum Kind: Hashable, Sendable {
        /// It may be a good schema, and is outside the subset.
        case unsupported
        /// It is no good schema anywhere.
        case invalid
    }

    public let kind: Kind
    /// The end of a sentence that begins with the name of the schema, for example: uses "if", which the host does not know.
    public let text: String

    public var description: String { text }

    init(_ kind: Kind, _ text: String) {
        self.kind = kind
        self.text = text
    }
}
