/// Where something stands in a document: a JSON Pointer (RFC 6901) without the slash in front, for example `accounts/3`.
struct Place: Hashable, Sendable {
    static let top = Place(text: "")

    let text: String

    /// The place of a member in the object here.
    func then(name: [UInt8]) -> Place {
        let token = Shown.name(name).replacing("~", by: "~0").replacing("/", by: "~1")
        return Place(text: text.isEmpty ? token : "\(text)/\(token)")
    }

    /// The place of an element in the list here.
    func then(index: Int) -> Place { Place(text: text.isEmpty ? "\(index)" : "\(text)/\(index)") }

    /// A sentence about what stands here.
    func sentence(_ text: String) -> String { self.text.isEmpty ? "it \(text)" : "\(self.text): \(text)" }
}

/// What strangers wrote, as it may stand in a line for people: short, and without characters that steer a terminal.
enum Shown {
    static func name(_ bytes: [UInt8]) -> String {
        let text = String(decoding: bytes.prefix(SchemaLimit.shown + 4), as: UTF8.self)
        var shown = ""
        for scalar in text.unicodeScalars {
            guard shown.utf8.count < SchemaLimit.shown else { return shown + "…" }
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .unassigned, .privateUse: shown += "?"
            default: shown.unicodeScalars.append(scalar)
            }
        }
        return shown
    }

    /// A value of a schema, as JSON would have it.
    static func value(_ value: Value) -> String {
        switch value {
        case .null: "null"
        case .bool(let value): value ? "true" : "false"
        case .number(let number): "\(number)"
        case .text(let bytes): "\"\(name(bytes))\""
        case .list(let values): values.isEmpty ? "[]" : "[…]"
        case .object(let members): members.isEmpty ? "{}" : "{…}"
        }
    }

    /// "a, b or c", and not more than a few of them.
    static func list(_ words: [String], _ last: String = "or") -> String {
        guard words.count <= SchemaLimit.listed else {
            return words.prefix(SchemaLimit.listed).joined(separator: ", ") + ", …"
        }
        guard let end = words.last, words.count > 1 else { return words.first ?? "" }
        return "\(words.dropLast().joined(separator: ", ")) \(last) \(end)"
    }
}

extension String {
    /// The text with each `character` written as `other`.
    fileprivate func replacing(_ character: Character, by other: String) -> String {
        reduce(into: "") { $0 += $1 == character ? other : String($1) }
    }
}
