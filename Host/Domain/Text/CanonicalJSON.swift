/// JSON in the one form that has no other: no spaces, members sorted by the bytes of their names, numbers exact and written in
/// one way, texts with the fewest escapes. Equal documents are equal bytes.
public enum CanonicalJSON {
    /// Most levels of arrays and objects: forms are two or three levels deep.
    public static let depthMax = 16

    /// The canonical form of `json`, of which neither may have more than `bytesMax` bytes.
    public static func text(of json: String, bytesMax: Int = Requirement.bytesMax) throws(JSONRefusal) -> String {
        try tree(of: json, bytesMax: bytesMax, depthMax: depthMax, checksOutput: true).text
    }

    /// The same for a document that must be an object.
    public static func object(_ json: String, bytesMax: Int = Requirement.bytesMax) throws(JSONRefusal) -> String {
        let tree = try tree(of: json, bytesMax: bytesMax, depthMax: depthMax, checksOutput: true)
        guard case .object = tree else { throw JSONRefusal("expected an object: `{...}`") }
        return tree.text
    }

    /// A text as JSON writes it, with its quotes and the fewest escapes.
    public static func quoted(_ text: String) -> String { JSONTree.string(text).text }

    static func tree(
        of json: String, bytesMax: Int, depthMax: Int, checksOutput: Bool = false
    ) throws(JSONRefusal) -> JSONTree {
        let count = json.utf8.count
        guard count <= bytesMax else { throw JSONRefusal("too long: \(count) bytes, at most \(bytesMax)") }
        let bytes = Array(json.utf8)
        var reader = JSONReader(bytes, depthMax: depthMax)
        let tree: JSONTree
        do {
            tree = try reader.document()
        } catch {
            let place = TextPlace(of: error.offset, in: bytes)
            throw JSONRefusal(error.message, pointer: error.pointer, line: place.line, column: place.column)
        }
        if checksOutput, case let length = tree.text.utf8.count, length > bytesMax {
            throw JSONRefusal("too long: \(length) bytes in canonical form, at most \(bytesMax)")
        }
        return tree
    }
}
