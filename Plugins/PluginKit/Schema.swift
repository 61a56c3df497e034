/// What an admin may configure, or what a requirement may be: the part of JSON Schema that the host knows (PluginABI/README.md).
///
/// ```swift
/// .object(
///     ["url": .text("the address of the server", format: "uri"), "token": .secret("an access token"),
///      "groups": .list(of: .text(length: 1...100))], required: ["url", "token"])
/// ```
///
/// Whatever else the host knows can be written as JSON: `["type": ["string", "null"]]`.
public struct Schema: Hashable, Sendable {
    let value: JSONValue

    /// A schema as JSON.
    public init(_ value: JSONValue) {
        self.value = value
    }

    /// An object with these members and no others.
    public static func object(
        _ properties: KeyValuePairs<String, Schema> = [:], required: [String] = [], description: String = ""
    ) -> Schema {
        make(
            "object", description,
            [
                required.isEmpty ? nil : ("required", .array(required.map { .string($0) })),
                ("properties", .object(properties.map { ($0.key, $0.value.value) })), ("additionalProperties", false),
            ])
    }

    /// A text. `length` counts characters; `format` says in a word of JSON Schema what it is, for example `uri`, and is not
    /// checked.
    public static func text(_ description: String = "", length: ClosedRange<Int>? = nil, format: String? = nil) -> Schema {
        make("string", description, range(length, "minLength", "maxLength") + [format.map { ("format", .string($0)) }])
    }

    /// A text that does not reach the configuration: ``Call/secrets`` has it as `config/` and the name of the member. Only for
    /// members at the top of ``Manifest/configSchema``, with ``Permissions/usesSecrets``.
    public static func secret(_ description: String = "") -> Schema {
        make("string", description, [("x-secret", true)])
    }

    /// A whole number.
    public static func integer(_ description: String = "", in range: ClosedRange<Int64>? = nil) -> Schema {
        make(
            "integer", description,
            [range.map { ("minimum", .integer($0.lowerBound)) }, range.map { ("maximum", .integer($0.upperBound)) }])
    }

    /// True or false.
    public static func flag(_ description: String = "") -> Schema { make("boolean", description, []) }

    /// One of these texts.
    public static func choice(_ description: String = "", of choices: [String]) -> Schema {
        make("string", description, [("enum", .array(choices.map { .string($0) }))])
    }

    /// A list. `count` says how many elements it may have.
    public static func list(_ description: String = "", of element: Schema, count: ClosedRange<Int>? = nil) -> Schema {
        make("array", description, [("items", element.value)] + range(count, "minItems", "maxItems"))
    }

    private static func range(_ range: ClosedRange<Int>?, _ least: String, _ most: String) -> [(String, JSONValue)?] {
        guard let range else { return [] }
        return [
            range.lowerBound > 0 ? (least, .integer(Int64(range.lowerBound))) : nil,
            (most, .integer(Int64(range.upperBound))),
        ]
    }

    private static func make(_ type: String, _ description: String, _ members: [(String, JSONValue)?]) -> Schema {
        let said: [(String, JSONValue)?] = [description.isEmpty ? nil : ("description", .string(description))]
        return Schema(.object([("type", .string(type))] + (said + members).compactMap { $0 }))
    }
}

extension Schema: ExpressibleByDictionaryLiteral {
    public init(dictionaryLiteral elements: (String, JSONValue)...) { self.init(.object(elements)) }
}
