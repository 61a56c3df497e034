/// Which members of a configuration are secrets.
enum SecretMarks {
    /// The names that are marked, sorted. Only members at the top can be: their names become `config/<name>`, and the
    /// configuration file can fill them from files.
    static func names(in nodes: [SchemaNode], root: Int, for purpose: Schema.Purpose) throws(SchemaFault) -> [String] {
        let marked = Set(nodes.indices.filter { nodes[$0].isSecret })
        guard !marked.isEmpty else { return [] }
        guard purpose == .configuration else {
            throw SchemaFault(.invalid, "marks \"x-secret\": a rule holds no secrets, only config_schema can")
        }
        let atTop = nodes[root].properties.filter { marked.contains($0.value) }
        guard atTop.count == marked.count else {
            throw SchemaFault(
                .unsupported, "marks \"x-secret\" deeper inside: only members of \"properties\" at the top can be secrets")
        }
        var names: [String] = []
        for (name, node) in atTop {
            guard isName(name) else {
                throw SchemaFault(
                    .invalid,
                    "marks \(Shown.name(name)) as \"x-secret\": the name must be of lower-case letters, digits and "
                        + "\"_\", at most \(SchemaLimit.secretName)")
            }
            guard nodes[node].types == .text else {
                throw SchemaFault(.invalid, "marks \(Shown.name(name)) as \"x-secret\", so its \"type\" must be \"string\"")
            }
            names.append(String(decoding: name, as: UTF8.self))
        }
        return names.sorted()
    }

    /// What `secrets` of an instance can name.
    private static func isName(_ name: [UInt8]) -> Bool {
        (1...SchemaLimit.secretName).contains(name.count)
            && name.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == UInt8(ascii: "_") }
    }
}
