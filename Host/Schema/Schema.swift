/// A schema that was read and found good. Any number of documents may be checked against it; a value, for any thread.
public struct Schema: Hashable, Sendable {
    /// What a schema is for.
    public enum Purpose: Hashable, Sendable {
        /// Its members at the top may be marked `x-secret`.
        case configuration
        case requirement
    }

    let nodes: [SchemaNode]
    let root: Int
    /// The members of the top that are secrets, sorted.
    public let secretNames: [String]

    /// Reads a schema, which is JSON text. Throws what its author has to change, also for a keyword outside the subset.
    public init(json: String, for purpose: Purpose) throws(SchemaFault) {
        var reader = SchemaReader()
        root = try reader.read(json)
        nodes = reader.nodes
        try SchemaDepth.check(nodes, from: Array(nodes.indices))
        secretNames = try SecretMarks.names(in: nodes, root: root, for: purpose)
    }

    /// What is wrong with a document, which is JSON text; empty when it fits. Each problem is one sentence that names the place
    /// and what is wanted there, and never what is there. At most ``SchemaLimit/problems``.
    public func problems(of json: String) -> [String] {
        do throws(Value.Fault) {
            return problems(of: try Value(json: json))
        } catch {
            return [error.place.sentence(error.text)]
        }
    }

    func problems(of value: Value) -> [String] {
        var check = DocumentCheck(nodes)
        return check.problems(of: value, root)
    }
}
