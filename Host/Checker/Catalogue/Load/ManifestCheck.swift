internal import UsherWire

/// Looks at every key of a manifest.
struct ManifestCheck {
    /// What a value must be.
    enum Shape {
        case one
        case id
        case text(max: Int)
        /// One that may be empty.
        case optionalText(max: Int)
        case address(max: Int)
        case object

        var description: String {
            switch self {
            case .one: "1"
            case .id: "lower-case letters, digits, - and ., beginning with a letter, at most 64"
            case .text(let max): "a text of 1 to \(max) bytes, without control characters"
            case .optionalText(let max): "a text of at most \(max) bytes, without control characters"
            case .address(let max): "an address that begins with https:// or http://, at most \(max) bytes"
            case .object: "an object"
            }
        }
    }

    private static let required = ["usher", "id", "name", "version"]
    private static let keys: [String: Shape] = [
        "usher": .one, "id": .id, "name": .text(max: 100), "version": .text(max: 32),
        "license": .optionalText(max: 100), "homepage": .address(max: 500), "permissions": .object, "config_schema": .object,
        "requirement_schema": .object,
        "check": .object,
    ]

    private let members: ManifestMembers

    init(_ reporter: Reporter) {
        members = ManifestMembers(reporter)
    }

    func check(_ manifest: JSONValue) {
        members.reportRepeated(in: manifest)
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
        case .text(let max): return value.words.map { !$0.isEmpty && isPlain($0, max) } ?? false
        case .optionalText(let max): return value.words.map { isPlain($0, max) } ?? false
        case .address(let max):
            guard let text = value.words, isPlain(text, max) else { return false }
            return text.isEmpty || text.hasPrefix("https://") || text.hasPrefix("http://")
        case .object: return value.kind == .object
        }
    }

    /// What steers a terminal, or makes a text look like another one.
    private static let invisible: Set<Unicode.GeneralCategory> = [.control, .format, .lineSeparator, .paragraphSeparator]

    private static func isPlain(_ text: String, _ bytesMax: Int) -> Bool {
        text.utf8.count <= bytesMax && !text.unicodeScalars.contains { invisible.contains($0.properties.generalCategory) }
    }
}
