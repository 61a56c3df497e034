extension JSONValue {
    /// The first name that an object in this value, at any depth, has twice; `nil` when none has. Readers disagree about which of
    /// the two counts.
    public var repeatedName: String? {
        guard kind == .object || kind == .array else { return nil }
        var seen: Set<[UInt8]> = []
        var found: String?
        forEachMember { name, child in
            guard found == nil else { return }
            if let name = name?.string, !seen.insert(name).inserted {
                found = String(decoding: name, as: UTF8.self)
            } else {
                found = child.repeatedName
            }
        }
        return found
    }
}
