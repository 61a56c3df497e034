internal import UsherWire

/// Looks at every key of a manifest.
struct ManifestCheck {
    /// What a value must be.
    enum Shape {
        case one
        case id
        case text(max: Int)
        case version
        case object

        var description: String {
            switch self {
            case .one: "1"
            case .id: "lower-case letters, digits, - and ., beginning with a letter, at most 64"
            case .text(let max): "a text of at most \(max) bytes"
            case .version: "a version such as \"1.2.0\", at most 32 bytes"
            case .object: "an object"
            }
        }
    }

    private static let required = ["usher", "id", "name", "version"]
    private static let keys: [String: Shape] = [
        "usher": .one, "id": .id, "name": .text(max: 100), "version": .version, "license": .text(max: 100),
        "homepage": .text(max: 1_000), "permissions": .object, "config_schema": .object, "requirement_schema": .object,
        "check": .object,
    ]

    private let members: ManifestMembers

    init(_ reporter: Reporter) {
        members = ManifestMembers(reporter)
    }

    func check(_ manifest: JSONValue) {
        let present = members.forEach(manifest, at: "", known: Array(Self.keys.keys)) { key, value in
            guard let shape = Self.keys[key] else { return }
            guard Self.fits(value, shape) else {
                return members.error("\(key) is \(value.written.prefix(60))", "it must be \(shape.description)")
            }
            switch key {
            case "permissions": PermissionsCheck(members).check(value)
            case "check": CheckSectionCheck(members).check(value)
            default: break
            }
        }
        SchemaCheck(members).check(manifest)
        for key in Self.required where !present.contains(key) {
            members.error("\(key) is missing", "add \"\(key)\": \(Self.keys[key]?.description ?? "")")
        }
    }

    private static func fits(_ value: JSONValue, _ shape: Shape) -> Bool {
        switch shape {
        case .one: return value.written == "1"
        case .id:
            guard let id = value.string, (1...Limit.id).contains(id.count), (97...122).contains(id[0]) else { return false }
            return id.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 45 || $0 == 46 }
        case .text(let max): return value.string.map { (1...max).contains($0.count) } ?? false
        case .version:
            guard let text = value.words, (1...32).contains(text.utf8.count), let first = text.first else { return false }
            return first.isNumber && text.allSatisfy { $0.isASCII && ($0.isNumber || $0.isLetter || ".-+".contains($0)) }
        case .object: return value.kind == .object
        }
    }
}
