/// What to tell somebody whose rule cannot be read at one place.
struct RuleTextAdvice {
    static let keywords = ["and", "or", "not", "none"]
    /// Signs that other languages join and negate with.
    private static let foreign: [UInt8: String] = [
        UInt8(ascii: "&"): "write `and`", UInt8(ascii: "|"): "write `or`", UInt8(ascii: "!"): "write `not`",
        UInt8(ascii: "~"): "write `not`", UInt8(ascii: "+"): "write `and` or `or`",
        UInt8(ascii: ","): "a comma joins nothing: write `and` if both are needed, `or` if one is enough",
        UInt8(ascii: ";"): "a rule is one expression: write `and` if both are needed, `or` if one is enough",
        UInt8(ascii: "\""): "leave out the quotes", UInt8(ascii: "'"): "leave out the quotes",
        UInt8(ascii: "`"): "leave out the quotes", UInt8(ascii: "["): "write parentheses: `(`",
        UInt8(ascii: "]"): "write parentheses: `)`", UInt8(ascii: "}"): "no `{` is open here: leave it out",
        UInt8(ascii: "*"): "there are no patterns: name the requirement",
    ]

    private let bytes: [UInt8]
    private let offset: Int

    init(_ bytes: [UInt8], _ offset: Int) {
        self.bytes = bytes
        self.offset = offset
    }

    private var word: RuleTextWord { RuleTextWord(bytes, at: offset) }
    private var isAtEnd: Bool { offset == bytes.count }

    private func problem(_ message: String, at range: Range<Int>? = nil) -> RuleTextProblem {
        RuleTextProblem(message, at: range ?? (word.isEmpty ? here : word.range), in: bytes)
    }

    /// The character at hand; of a doubled sign both.
    private var here: Range<Int> {
        let one = RuleTextWord.character(in: bytes, at: offset)
        guard one.count == 1, one.upperBound < bytes.count, bytes[one.upperBound] == bytes[offset],
            [UInt8(ascii: "&"), UInt8(ascii: "|")].contains(bytes[offset])
        else { return one }
        return offset..<one.upperBound + 1
    }

    /// Something else stands where a requirement begins.
    var insteadOfRequirement: RuleTextProblem {
        if isAtEnd { return problem("the rule ends where a requirement is expected: write it, or leave out the word before") }
        if word.isEmpty { return signInsteadOfRequirement }
        let text = word.text
        if word.next < bytes.count, word.next > word.end, bytes[word.next] == UInt8(ascii: ":") {
            return problem("leave out the space before the colon: `\(text):name`", at: word.end..<word.next)
        }
        if Self.keywords.contains(text) { return problem("expected a requirement before `\(text)`") }
        if let near = NearestWord.of(text.lowercased(), among: Self.keywords) {
            let isCase = text.lowercased() == near
            if isCase { return problem("`\(near)` is written in lower case") }
            return problem("`\(text)` alone is no requirement: did you mean `\(near)`? A requirement is `instance:name`")
        }
        return problem("`\(text)` alone is no requirement: write `instance:name`, for example `staff:\(Self.example(text))`")
    }

    private var signInsteadOfRequirement: RuleTextProblem {
        switch bytes[offset] {
        case UInt8(ascii: ")"):
            return problem("expected a requirement before this `)`: write one, or leave out the parentheses")
        case UInt8(ascii: ":"), UInt8(ascii: "{"):
            return problem("whose requirement is it? Write the instance before it: `instance:name` or `instance{...}`")
        default:
            return sign(expected: "expected a requirement")
        }
    }

    /// Something stands after a requirement that neither joins it with another nor ends it.
    var afterRequirement: RuleTextProblem {
        if word.isEmpty {
            switch bytes[offset] {
            case UInt8(ascii: ")"): return problem("this `)` closes nothing: leave it out, or write the `(` that it belongs to")
            case UInt8(ascii: "("): return problem("expected `and` or `or` before this `(`")
            case UInt8(ascii: ":"): return problem("a name has no second colon, and no space before the first")
            default: return sign(expected: "expected `and`, `or` or the end of the rule")
            }
        }
        let text = word.text
        let lower = text.lowercased()
        if text != lower, Self.keywords.contains(lower) { return problem("`\(lower)` is written in lower case") }
        if text == "not" { return problem("expected `and` or `or` before `not`: write `and not`") }
        let isRequirement = word.end < bytes.count && [UInt8(ascii: ":"), UInt8(ascii: "{")].contains(bytes[word.end])
        if !isRequirement, let near = NearestWord.of(lower, among: ["and", "or"]) {
            return problem("expected `and`, `or` or the end of the rule: did you mean `\(near)`?")
        }
        return problem("expected `and` or `or` before `\(text)`: `and` if both are needed, `or` if one is enough")
    }

    /// The word before the colon, or before the object, is no name of an instance.
    var noInstance: RuleTextProblem {
        let text = word.text
        if let instance = InstanceID(text.lowercased()) {
            return problem("instances are written in lower case: `\(instance)`")
        }
        return problem(
            "`\(text)` is no name of an instance: lower-case letters, digits and `-`, beginning with a letter, at most 32")
    }

    /// What stands after the colon is no name of a requirement.
    func noName(_ name: RuleTextWord, of instance: InstanceID) -> RuleTextProblem {
        guard name.isEmpty else {
            let lower = name.text.lowercased()
            if let known = RequirementName(lower, at: instance) {
                return problem("names are written in lower case: `\(known)`", at: name.range)
            }
            return problem("a name has at most 64 characters", at: name.range)
        }
        if name.end < bytes.count, bytes[name.end] == UInt8(ascii: "{") {
            return problem("leave out the colon: `\(instance){...}`", at: name.end - 1..<name.end)
        }
        if name.next > name.end, !RuleTextWord(bytes, at: name.next).isEmpty {
            return problem("leave out the space after the colon: `\(instance):name`", at: name.end..<name.next)
        }
        let place = RuleTextWord.character(in: bytes, at: name.end)
        return problem(
            "the name is missing: `\(instance):name`, of lower-case letters, digits, `-`, `_` and `.`", at: place)
    }

    private func sign(expected: String) -> RuleTextProblem {
        if let advice = Self.foreign[bytes[offset]] { return problem("\(expected): \(advice)") }
        let text = String(decoding: bytes[RuleTextWord.character(in: bytes, at: offset)], as: UTF8.self)
        guard let scalar = text.unicodeScalars.first else { return problem(expected) }
        let isShown = scalar.properties.isAlphabetic || (0x21...0x7e).contains(scalar.value)
        let digits = String(scalar.value, radix: 16, uppercase: true)
        let name = isShown ? text : "U+" + String(repeating: "0", count: max(4 - digits.count, 0)) + digits
        return problem("\(expected): `\(name)` has no meaning in a rule; names are of `a`-`z`, `0`-`9`, `-`, `_` and `.`")
    }

    /// A name that the word might have been meant as.
    private static func example(_ text: String) -> String {
        let name = text.lowercased()
        return (1...64).contains(name.utf8.count) ? name : "name"
    }
}
