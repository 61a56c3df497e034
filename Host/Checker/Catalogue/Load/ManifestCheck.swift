internal import UsherWire

/// Looks at every key of a manifest.
struct ManifestCheck {
    /// What a value must be.
    enum Shape {
        case one
        case id
        case text(max: Int)
        case version
        case flag
        case count
        case texts
        case object
        case flagOrObject

        var description: String {
            switch self {
            case .one: "1"
            case .id: "lower-case letters, digits, - and ., beginning with a letter, at most 64"
            case .text(let max): "a text of at most \(max) bytes"
            case .version: "a version such as \"1.2.0\", at most 32 bytes"
            case .flag: "true or false"
            case .count: "a whole number"
            case .texts: "a list of texts"
            case .object: "an object"
            case .flagOrObject: "true, false or an object"
            }
        }
    }

    private static let required = ["usher", "id", "name", "version"]
    private static let keys: [String: Shape] = [
        "usher": .one, "id": .id, "name": .text(max: 100), "version": .version, "license": .text(max: 100),
        "homepage": .text(max: 1_000), "permissions": .object, "config_schema": .object, "requirement_schema": .object,
        "check": .object,
    ]
    private static let permissions: [String: Shape] = [
        "http": .texts, "net": .texts, "link_hosts": .texts, "secrets": .flag, "kv_bytes": .count, "webhook": .flagOrObject,
        "threads": .count, "memory_bytes": .count, "profile": .text(max: 64),
    ]

    private let reporter: Reporter

    init(_ reporter: Reporter) {
        self.reporter = reporter
    }

    func check(_ manifest: JSONValue) {
        let present = check(manifest, Self.keys, at: "")
        for key in Self.required where !present.contains(key) {
            error("\(key) is missing", "add \"\(key)\": \(Self.keys[key]?.description ?? "")")
        }
        if let permissions = manifest.child("permissions"), permissions.kind == .object {
            _ = check(permissions, Self.permissions, at: "permissions.")
        }
        if let check = manifest.child("check") { self.check(checkSection: check) }
    }

    /// Reports what is wrong with the members of an object, and returns their names.
    private func check(_ object: JSONValue, _ keys: [String: Shape], at path: String) -> Set<String> {
        var present: Set<String> = []
        object.forEachMember { name, value in
            guard let key = name?.words else { return }
            if !present.insert(key).inserted {
                error("\(path)\(key) stands there twice", "remove one: readers disagree about which one counts")
            }
            guard let shape = keys[key] else {
                if !key.hasPrefix("x-") {
                    let near = keys.keys.sorted().min { distance($0, key) < distance($1, key) } ?? ""
                    error(
                        "\(path)\(key) is no key of a manifest",
                        distance(near, key) <= 3 ? "write \(path)\(near)" : "begin keys of your own with x-")
                }
                return
            }
            if !Self.fits(value, shape) {
                error("\(path)\(key) is \(value.written.prefix(60))", "it must be \(shape.description)")
            }
        }
        return present
    }

    private func check(checkSection: JSONValue) {
        guard checkSection.kind == .object else { return error("check is no object", "see docs/plugin-authors/checking.md") }
        checkSection.forEachMember { name, _ in
            guard let key = name?.words, !CheckSettings.keys.contains(key) else { return }
            error("check.\(key) is unknown", "it may hold \(CheckSettings.keys.joined(separator: ", "))")
        }
    }

    private static func fits(_ value: JSONValue, _ shape: Shape) -> Bool {
        switch shape {
        case .one: return value.written == "1"
        case .id:
            guard let id = value.string, (1...64).contains(id.count), (97...122).contains(id[0]) else { return false }
            return id.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 45 || $0 == 46 }
        case .text(let max): return value.string.map { (1...max).contains($0.count) } ?? false
        case .version:
            guard let text = value.words, (1...32).contains(text.utf8.count), let first = text.first else { return false }
            return first.isNumber && text.allSatisfy { $0.isASCII && ($0.isNumber || $0.isLetter || ".-+".contains($0)) }
        case .flag: return value.kind == .bool
        case .count: return UInt64(value.written) != nil
        case .texts:
            var areTexts = value.kind == .array
            value.forEachMember { _, element in areTexts = areTexts && element.kind == .string }
            return areTexts
        case .object: return value.kind == .object
        case .flagOrObject: return value.kind == .bool || value.kind == .object
        }
    }

    private func error(_ what: String, _ change: String) {
        reporter.error(.manifest, what, change: change, in: "manifest")
    }

    /// How many letters have to be changed to make one word of the other.
    private func distance(_ one: String, _ other: String) -> Int {
        let other = Array(other)
        var row = Array(0...other.count)
        for (index, letter) in one.enumerated() {
            var next = [index + 1]
            for (column, candidate) in other.enumerated() {
                next.append(min(row[column] + (letter == candidate ? 0 : 1), row[column + 1] + 1, next[column] + 1))
            }
            row = next
        }
        return row[other.count]
    }
}
