/// Reads a schema into nodes. Everything is checked here, so that checking documents meets no surprise.
struct SchemaReader {
    private(set) var nodes: [SchemaNode] = []
    /// `$defs`, by name.
    private var definitions: [[UInt8]: Int] = [:]
    /// References that wait for the end: which node, to what, and where it stands.
    private var references: [(node: Int, name: [UInt8], place: Place)] = []

    /// Reads a whole schema. Returns the number of its top.
    mutating func read(_ json: String) throws(SchemaFault) -> Int {
        let value: Value
        do throws(Value.Fault) {
            value = try Value(json: json)
        } catch {
            throw SchemaFault(.invalid, "is not good: \(error.place.sentence(error.text))")
        }
        let root = try node(value, at: .top)
        for (node, name, place) in references {
            guard let target = definitions[name] else {
                throw fault(.invalid, "refers to \"#/$defs/\(Shown.name(name))\", which is not there", at: place)
            }
            nodes[node].reference = target
        }
        return root
    }

    /// Reads one schema within the schema. Returns its number.
    private mutating func node(_ value: Value, at place: Place) throws(SchemaFault) -> Int {
        guard nodes.count < SchemaLimit.nodes else {
            throw SchemaFault(.unsupported, "has more than \(SchemaLimit.nodes) schemas in it: no form is that long")
        }
        let number = nodes.count
        nodes.append(SchemaNode())
        switch value {
        case .bool(let anything): nodes[number].isNever = !anything
        case .object(let members):
            for member in members { try read(member, of: number, at: place) }
        default: throw fault(.invalid, "must have an object: {…}", at: place)
        }
        return number
    }

    private mutating func read(_ member: Value.Member, of node: Int, at place: Place) throws(SchemaFault) {
        let name = String(decoding: member.name, as: UTF8.self)
        guard let keyword = Keyword(rawValue: name) else {
            if name == Keyword.secret {
                nodes[node].isSecret = try flag(member.value, name, at: place)
            } else if !name.hasPrefix("x-") {
                throw fault(.unsupported, "uses \"\(Shown.name(member.name))\"", at: place, Keyword.refusal(of: name))
            }
            return
        }
        let inside = place.then(name: member.name)
        switch keyword {
        case .type, .enum, .const, .uniqueItems: try readKind(keyword, member.value, of: node, at: place)
        case .properties, .required, .additionalProperties: try readMembers(keyword, member.value, of: node, at: place)
        case .minProperties, .maxProperties, .minItems, .maxItems, .minLength, .maxLength:
            try readCount(keyword, member.value, of: node, at: place)
        case .minimum, .maximum, .exclusiveMinimum, .exclusiveMaximum:
            try readBound(keyword, member.value, of: node, at: place)
        case .items: nodes[node].items = try self.node(member.value, at: inside)
        case .anyOf: nodes[node].anyOf = try schemas(member.value, keyword, at: inside)
        case .oneOf: nodes[node].oneOf = try schemas(member.value, keyword, at: inside)
        case .ref, .definitions, .dialect, .id: try readReference(keyword, member.value, of: node, at: place)
        case .title, .description, .format, .comment:
            guard case .text = member.value else { throw wants(keyword, "text", at: place) }
        case .examples:
            guard case .list = member.value else { throw wants(keyword, "a list", at: place) }
        case .deprecated, .readOnly, .writeOnly: _ = try flag(member.value, name, at: place)
        case .default: break
        }
    }
}

// The groups of keywords.
extension SchemaReader {
    private mutating func readKind(
        _ keyword: Keyword, _ value: Value, of node: Int, at place: Place
    ) throws(SchemaFault) {
        switch (keyword, value) {
        case (.type, .list(let names)):
            var types: SchemaNode.Types = []
            for name in names { types.formUnion(try type(name, at: place)) }
            guard !names.isEmpty, Set(names).count == names.count else {
                throw wants(keyword, "types, each once", at: place)
            }
            nodes[node].types = types
        case (.type, _): nodes[node].types = try type(value, at: place)
        case (.enum, .list(let values)):
            guard !values.isEmpty else { throw wants(keyword, "values to choose from", at: place) }
            nodes[node].choices = values
        case (.const, _): nodes[node].constant = value
        case (.uniqueItems, _): nodes[node].isUnique = try flag(value, keyword.rawValue, at: place)
        default: throw wants(keyword, "a list", at: place)
        }
    }

    private func type(_ value: Value, at place: Place) throws(SchemaFault) -> SchemaNode.Types {
        guard case .text(let name) = value,
            let found = SchemaNode.Types.all.first(where: { $0.name.utf8.elementsEqual(name) })
        else {
            throw wants(.type, "one of \(Shown.list(SchemaNode.Types.all.map(\.name)))", at: place)
        }
        return found.type
    }

    private mutating func readMembers(
        _ keyword: Keyword, _ value: Value, of node: Int, at place: Place
    ) throws(SchemaFault) {
        let inside = place.then(name: Array(keyword.rawValue.utf8))
        switch (keyword, value) {
        case (.properties, .object(let members)):
            for member in members {
                nodes[node].properties[member.name] = try self.node(member.value, at: inside.then(name: member.name))
            }
        case (.properties, _): throw wants(keyword, "an object", at: place)
        case (.required, .list(let values)):
            let names = values.compactMap { if case .text(let name) = $0 { name } else { nil } }
            guard names.count == values.count, Set(names).count == names.count else {
                throw wants(keyword, "names, each once", at: place)
            }
            nodes[node].required = names
        case (.required, _): throw wants(keyword, "a list of names", at: place)
        default: nodes[node].additional = try self.node(value, at: inside)
        }
    }

    private mutating func readCount(
        _ keyword: Keyword, _ value: Value, of node: Int, at place: Place
    ) throws(SchemaFault) {
        guard case .number(let number) = value, let count = number.count else {
            throw wants(keyword, "a whole number that is not negative", at: place)
        }
        switch keyword {
        case .minProperties: nodes[node].membersMin = count
        case .maxProperties: nodes[node].membersMax = count
        case .minItems: nodes[node].itemsMin = count
        case .maxItems: nodes[node].itemsMax = count
        case .minLength: nodes[node].lengthMin = count
        default: nodes[node].lengthMax = count
        }
    }

    private mutating func readBound(
        _ keyword: Keyword, _ value: Value, of node: Int, at place: Place
    ) throws(SchemaFault) {
        guard case .number(let number) = value else { throw wants(keyword, "a number", at: place) }
        switch keyword {
        case .minimum: nodes[node].minimum = number
        case .maximum: nodes[node].maximum = number
        case .exclusiveMinimum: nodes[node].above = number
        default: nodes[node].below = number
        }
    }

    private mutating func schemas(_ value: Value, _ keyword: Keyword, at place: Place) throws(SchemaFault) -> [Int] {
        guard case .list(let values) = value, !values.isEmpty else {
            throw fault(.invalid, "must have at least one schema", at: place)
        }
        var numbers: [Int] = []
        for (index, value) in values.enumerated() { numbers.append(try node(value, at: place.then(index: index))) }
        return numbers
    }

    private mutating func readReference(
        _ keyword: Keyword, _ value: Value, of node: Int, at place: Place
    ) throws(SchemaFault) {
        if keyword == .definitions {
            guard place == .top else {
                throw fault(.unsupported, "has \"$defs\"", at: place, "where the host does not look: put them at the top")
            }
            guard case .object(let members) = value else { throw wants(keyword, "an object", at: place) }
            let inside = place.then(name: Array(keyword.rawValue.utf8))
            for member in members {
                definitions[member.name] = try self.node(member.value, at: inside.then(name: member.name))
            }
            return
        }
        guard case .text(let bytes) = value else { throw wants(keyword, "text", at: place) }
        let text = String(decoding: bytes, as: UTF8.self)
        switch keyword {
        case .ref:
            guard let name = Self.definition(text) else {
                throw fault(
                    .unsupported, "refers to \"\(Shown.name(bytes))\"", at: place,
                    "which the host does not fetch: write \"#/$defs/name\", with a name of letters, digits, _ and -")
            }
            references.append((node, name, place))
        case .dialect:
            guard text == UsherSchema.dialect else {
                throw fault(
                    .unsupported, "is written for \"\(Shown.name(bytes))\"; write it for \(UsherSchema.dialect)", at: place)
            }
        default:
            guard place == .top else {
                throw fault(.unsupported, "uses \"$id\"", at: place, "which is only for the top")
            }
        }
    }

    /// The name in a reference to a definition; `nil` when it is any other reference.
    private static func definition(_ text: String) -> [UInt8]? {
        let start = "#/$defs/"
        guard text.hasPrefix(start) else { return nil }
        let name = Array(text.utf8.dropFirst(start.utf8.count))
        let isName = name.allSatisfy {
            (97...122).contains($0 | 0x20) || (48...57).contains($0) || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: "-")
        }
        return isName && !name.isEmpty ? name : nil
    }

    private func flag(_ value: Value, _ name: String, at place: Place) throws(SchemaFault) -> Bool {
        guard case .bool(let flag) = value else {
            throw fault(.invalid, "must have true or false as \"\(name)\"", at: place)
        }
        return flag
    }

    private func wants(_ keyword: Keyword, _ wanted: String, at place: Place) -> SchemaFault {
        fault(.invalid, "must have \(wanted) as \"\(keyword.rawValue)\"", at: place)
    }

    private func fault(_ kind: SchemaFault.Kind, _ text: String, at place: Place, _ rest: String = "") -> SchemaFault {
        let words = place == .top ? text : "\(text) at \(place.text)"
        return SchemaFault(kind, rest.isEmpty ? words : "\(words), \(rest)")
    }
}
