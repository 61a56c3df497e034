/// The parameters of an action, as its signature declares them (grammar: `usher_action` in usher_plugin.h).
struct ActionShape {
    struct Parameter {
        /// One of b, i, d, s, y, j.
        let letter: Character
        let isOptional: Bool
    }

    static let parametersMax = 8

    let parameters: [Parameter]

    /// Throws what is wrong with it, in words.
    init(_ signature: String) throws(Wrong) {
        guard !signature.isEmpty else {
            parameters = []
            return
        }
        var parameters: [Parameter] = []
        var names: Set<Substring> = []
        for (index, part) in signature.split(separator: ",", omittingEmptySubsequences: false).enumerated() {
            guard index == 0 || part.hasPrefix(" ") else { throw Wrong("a space is missing behind a comma") }
            let words = part.dropFirst(index == 0 ? 0 : 1).split(separator: " ", omittingEmptySubsequences: false)
            guard words.count == 2 else { throw Wrong("\"\(part)\" is not a name, a space and a type") }
            guard Self.isName(words[0]) else { throw Wrong("\"\(words[0])\" is no name: lower-case letters, digits and _") }
            guard names.insert(words[0]).inserted else { throw Wrong("two parameters are called \(words[0])") }
            let type = words[1].hasSuffix("_opt") ? words[1].dropLast(4) : words[1]
            guard type.count == 1, let letter = type.first, "bidsyj".contains(letter) else {
                throw Wrong("\"\(words[1])\" is no type: b, i, d, s, y or j, with _opt behind it when it may be missing")
            }
            parameters.append(Parameter(letter: letter, isOptional: type.count != words[1].count))
        }
        guard parameters.count <= Self.parametersMax else { throw Wrong("there are more than \(Self.parametersMax) parameters") }
        self.parameters = parameters
    }

    struct Wrong: Error {
        let text: String

        init(_ text: String) {
            self.text = text
        }
    }

    static func isName(_ text: some StringProtocol) -> Bool {
        guard let first = text.unicodeScalars.first, (97...122).contains(first.value) else { return false }
        return text.unicodeScalars.allSatisfy {
            (97...122).contains($0.value) || (48...57).contains($0.value) || $0 == "_"
        }
    }
}
