/// The parameters of an action, as its signature declares them (grammar: `usher_action` in usher_plugin.h).
struct ActionShape {
    struct Parameter {
        /// One of b, i, d, s, y, j.
        let letter: UInt8
        let isOptional: Bool
    }

    let parameters: [Parameter]

    /// `nil` when the text breaks the grammar.
    init?(_ signature: [UInt8]) {
        guard !signature.isEmpty else {
            parameters = []
            return
        }
        var parameters: [Parameter] = []
        for part in signature.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false) {
            // ", " between the parameters: all but the first begin with the space.
            var part = part
            if !parameters.isEmpty {
                guard part.first == UInt8(ascii: " ") else { return nil }
                part = part.dropFirst()
            }
            guard let parameter = Self.parse(part) else { return nil }
            parameters.append(parameter)
        }
        guard parameters.count <= 8 else { return nil }
        self.parameters = parameters
    }

    private static func parse(_ text: ArraySlice<UInt8>) -> Parameter? {
        let words = text.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
        guard words.count == 2, isName(words[0]), let letter = words[1].first, Array("bidsyj".utf8).contains(letter) else {
            return nil
        }
        let rest = words[1].dropFirst()
        guard rest.isEmpty || rest.elementsEqual("_opt".utf8) else { return nil }
        return Parameter(letter: letter, isOptional: !rest.isEmpty)
    }

    static func isName(_ text: ArraySlice<UInt8>) -> Bool {
        guard let first = text.first, (97...122).contains(first) else { return false }
        return text.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == UInt8(ascii: "_") }
    }
}
