internal import UsherWire

/// A configuration as a plugin gets it: what is marked `x-secret` is not in the JSON, but among the secrets.
public struct SplitConfig: Hashable, Sendable {
    /// What `create` is given.
    public let json: String
    /// What stands under `config/<name>` in usher.secrets, by name.
    public let secrets: [String: [UInt8]]
    /// Why the configuration does not fit its schema; empty when it does. Sentences as of ``Schema/problems(of:)``: no values.
    public let problems: [String]

    /// Takes a configuration apart.
    ///
    /// - Parameters:
    ///   - json: a JSON object.
    ///   - secrets: secrets that were given beside it, by name. They count as if they stood in it.
    ///   - schema: `nil` = anything fits, and nothing is taken out.
    public init(json: String, secrets: [String: [UInt8]], by schema: Schema?) {
        guard let schema else {
            self.init(json: json, secrets: secrets, problems: [])
            return
        }
        let value: Value
        do throws(Value.Fault) {
            value = try Value(json: json)
        } catch {
            self.init(json: "{}", secrets: secrets, problems: [error.place.sentence(error.text)])
            return
        }
        var members: [Value.Member] = if case .object(let members) = value { members } else { [] }
        var problems: [String] = []
        var taken = secrets
        for name in schema.secretNames {
            guard let inside = value.member(Array(name.utf8)) else { continue }
            if case .text(let secret) = inside { taken[name] = secrets[name] ?? secret }
        }
        for (name, secret) in secrets.sorted(by: { $0.key < $1.key }) {
            let bytes = Array(name.utf8)
            if value.member(bytes) != nil {
                problems.append("\(name): is given twice, in the configuration and as a secret; remove one of them")
            } else if !schema.secretNames.contains(name), schema.nodes[schema.root].properties[bytes] != nil {
                problems.append("\(name): is no secret of this plugin; write it into the configuration")
            } else {
                members.append(Value.Member(name: bytes, value: .text(secret)))
            }
        }
        if case .object = value {
            let whole = Value.object(members.sorted { $0.name.lexicographicallyPrecedes($1.name) })
            problems = Array((problems + schema.problems(of: whole)).prefix(SchemaLimit.problems))
        } else {
            problems = ["it must be an object"]
        }
        self.init(json: Self.without(Set(schema.secretNames), json), secrets: taken, problems: problems)
    }

    private init(json: String, secrets: [String: [UInt8]], problems: [String]) {
        self.json = json
        self.secrets = secrets
        self.problems = problems
    }

    /// The object without the members of these names; the others as they are written.
    private static func without(_ names: Set<String>, _ json: String) -> String {
        guard !names.isEmpty else { return json }
        var json = json
        return json.withUTF8 { bytes in
            var kept: [String] = []
            JSONText(UnsafeRawBufferPointer(bytes))?.value.forEachMember { name, value in
                guard let name, let text = name.string, !names.contains(String(decoding: text, as: UTF8.self)) else { return }
                kept.append(String(decoding: name.text, as: UTF8.self) + ":" + String(decoding: value.text, as: UTF8.self))
            }
            return "{" + kept.joined(separator: ",") + "}"
        }
    }
}
