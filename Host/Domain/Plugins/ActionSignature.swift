/// The declared parameters of a plugin's action, for example `room s, uses i_opt` (grammar: `usher_action` in usher_plugin.h).
public struct ActionSignature: Hashable, Sendable {
    /// Most parameters an action may have (usher_plugin.h).
    public static let parametersMax = 8

    /// The type of a parameter, named by its letter in the signature.
    public enum Kind: String, Hashable, Sendable {
        case bool = "b"
        case integer = "i"
        case double = "d"
        case text = "s"
        case bytes = "y"
        case json = "j"
    }

    /// One parameter.
    public struct Parameter: Hashable, Sendable {
        public let name: String
        public let kind: Kind
        public let isOptional: Bool

        public init(name: String, kind: Kind, isOptional: Bool) {
            self.name = name
            self.kind = kind
            self.isOptional = isOptional
        }
    }

    /// In order of declaration; the names are distinct.
    public let parameters: [Parameter]

    /// Parses a signature; `nil` when it breaks the grammar, repeats a name or has too many parameters.
    public init?(_ text: String) {
        guard !text.isEmpty else {
            parameters = []
            return
        }
        var parsed: [Parameter] = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let words = part.split(separator: " ")
            guard words.count == 2, Self.isName(words[0]) else { return nil }
            let isOptional = words[1].hasSuffix("_opt")
            guard let kind = Kind(rawValue: String(isOptional ? words[1].dropLast(4) : words[1])) else { return nil }
            guard !parsed.contains(where: { $0.name == words[0] }) else { return nil }
            parsed.append(Parameter(name: String(words[0]), kind: kind, isOptional: isOptional))
        }
        guard parsed.count <= Self.parametersMax else { return nil }
        parameters = parsed
    }

    private static func isName(_ text: Substring) -> Bool {
        let letters = UInt8(ascii: "a")...UInt8(ascii: "z")
        guard let first = text.utf8.first, letters.contains(first) else { return false }
        return text.utf8.allSatisfy { letters.contains($0) || (48...57).contains($0) || $0 == UInt8(ascii: "_") }
    }
}
