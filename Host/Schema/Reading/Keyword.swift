/// The keywords of the subset, and what to say about the others.
enum Keyword: String, CaseIterable {
    // What is checked.
    case type, `enum`, const
    case properties, required, additionalProperties, minProperties, maxProperties
    case items, minItems, maxItems, uniqueItems
    case minimum, maximum, exclusiveMinimum, exclusiveMaximum
    case minLength, maxLength
    case anyOf, oneOf
    case ref = "$ref"
    case definitions = "$defs"
    // What is only said.
    case title, description, `default`, examples, format, deprecated, readOnly, writeOnly
    case comment = "$comment"
    case dialect = "$schema"
    case id = "$id"

    /// The one key of our own that means something.
    static let secret = "x-secret"

    /// Why a keyword is refused, and what to write instead.
    static func refusal(of name: String) -> String {
        "which the host does not know\(advice[name].map { ": \($0)" } ?? " (keys of your own begin with \"x-\")")"
    }

    private static let advice: [String: String] = {
        var advice: [String: String] = [
            "pattern":
                "say in \"description\" what is wanted, use \"enum\" or \"maxLength\", and let create() refuse the rest",
            "multipleOf": "use \"enum\", or \"type\": \"integer\"",
            "patternProperties": "use \"additionalProperties\"", "propertyNames": "use \"additionalProperties\"",
            "unevaluatedProperties": "use \"additionalProperties\"", "unevaluatedItems": "use \"items\"",
            "prefixItems": "use \"items\", or an object", "contains": "use \"items\"", "additionalItems": "use \"items\"",
            "minContains": "use \"minItems\"", "maxContains": "use \"maxItems\"",
            "definitions": "the word is \"$defs\"",
            "dependencies": "let create() refuse what does not go together",
        ]
        for name in ["$anchor", "$dynamicRef", "$dynamicAnchor", "$recursiveRef", "$recursiveAnchor", "$vocabulary"] {
            advice[name] = "put it into \"$defs\" at the top, and refer to it by \"$ref\": \"#/$defs/name\""
        }
        for name in ["if", "then", "else", "not", "dependentSchemas", "dependentRequired"] {
            advice[name] = "use \"oneOf\", or let create() refuse what does not go together"
        }
        advice["allOf"] = "write its parts into one schema"
        return advice
    }()
}
