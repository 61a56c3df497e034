/// The order of texts by their bytes: the same everywhere and for ever. The standard library's order of texts takes those for
/// equal that look the same, and IDs that only look the same are not equal.
enum ByteOrder {
    static func precedes(_ left: String, _ right: String) -> Bool {
        left.utf8.lexicographicallyPrecedes(right.utf8)
    }
}
