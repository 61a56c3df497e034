/// Reads the text form of a rule by recursive descent, up to the first problem.
///
///     any  = all *("or" all)
///     all  = not *("and" not)
///     not  = "not" not / atom
///     atom = "(" any ")" / "none" / instance ":" name / instance object
struct RuleTextParser {
    /// What was read, and how deep all, any and not are nested in it.
    typealias Read = (rule: Rule, depth: Int)

    private let bytes: [UInt8]
    private var offset = 0
    private var requirementCount = 0
    /// How many parentheses and `not` are open.
    private var nesting = 0

    init(_ text: String) throws(RuleTextProblem) {
        bytes = Array(text.utf8)
        guard bytes.count <= Rule.bytesMax else {
            throw RuleTextProblem("the rule is too long: \(bytes.count) bytes, at most \(Rule.bytesMax)", at: 0..<0, in: bytes)
        }
    }

    /// Reads the whole text.
    mutating func rule() throws(RuleTextProblem) -> Rule {
        skipBlank()
        if isAtEnd {
            throw problem("there is no rule here: write `none` for a rule that admits nobody and removes nobody", at: 0..<0)
        }
        let read = try any()
        if !isAtEnd { throw RuleTextAdvice(bytes, offset).afterRequirement }
        // What is stored is the other form, and it must be possible to read it again.
        let length = read.rule.json.utf8.count
        guard length <= Rule.bytesMax else {
            throw problem("the rule is too long: \(length) bytes when stored, at most \(Rule.bytesMax)", at: 0..<0)
        }
        return read.rule
    }

    // MARK: Levels

    private mutating func any() throws(RuleTextProblem) -> Read {
        let start = offset
        var parts = [try all()]
        while takeKeyword("or") { parts.append(try all()) }
        return try list(parts, Rule.any, start)
    }

    private mutating func all() throws(RuleTextProblem) -> Read {
        let start = offset
        var parts = [try not()]
        while takeKeyword("and") { parts.append(try not()) }
        return try list(parts, Rule.all, start)
    }

    private func list(_ parts: [Read], _ make: ([Rule]) -> Rule, _ start: Int) throws(RuleTextProblem) -> Read {
        guard parts.count > 1 else { return parts[0] }
        return try nested(make(parts.map(\.rule)), 1 + (parts.map(\.depth).max() ?? 0), start)
    }

    private func nested(_ rule: Rule, _ depth: Int, _ start: Int) throws(RuleTextProblem) -> Read {
        guard depth <= Rule.depthMax else { throw tooDeep(at: start) }
        return (rule, depth)
    }

    private mutating func not() throws(RuleTextProblem) -> Read {
        skipBlank()
        let start = offset
        guard takeKeyword("not") else { return try atom() }
        try enter(start)
        let read = try not()
        nesting -= 1
        return try nested(.not(read.rule), read.depth + 1, start)
    }

    private mutating func atom() throws(RuleTextProblem) -> Read {
        let start = offset
        if take("(") {
            try enter(start)
            let read = try any()
            if isAtEnd { throw problem("this `(` is never closed: `)` is missing", at: start..<start + 1) }
            guard take(")") else { throw RuleTextAdvice(bytes, offset).afterRequirement }
            nesting -= 1
            skipBlank()
            return read
        }
        if takeKeyword("none") { return (.empty, 0) }
        let rule = try requirement()
        skipBlank()
        return (rule, 0)
    }

    private mutating func enter(_ start: Int) throws(RuleTextProblem) {
        nesting += 1
        if nesting > Rule.depthMax { throw tooDeep(at: start) }
    }

    private func tooDeep(at start: Int) -> RuleTextProblem {
        problem(
            "nested too deeply: at most \(Rule.depthMax) levels of parentheses, `and`, `or` and `not`", at: start..<start + 1)
    }

    // MARK: Requirements

    private mutating func requirement() throws(RuleTextProblem) -> Rule {
        let word = RuleTextWord(bytes, at: offset)
        let advice = RuleTextAdvice(bytes, offset)
        let (isNamed, isWrittenOut) = (byte(at: word.end) == UInt8(ascii: ":"), word.isFollowedByObject)
        guard !word.isEmpty, isNamed || isWrittenOut else { throw advice.insteadOfRequirement }
        requirementCount += 1
        guard requirementCount <= Rule.requirementsMax else {
            throw problem("too many requirements: at most \(Rule.requirementsMax) in one rule", at: word.range)
        }
        guard let instance = InstanceID(word.text) else { throw advice.noInstance }
        if isWrittenOut {
            offset = word.next
            return .requirement(try writtenOut(instance))
        }
        offset = word.end + 1
        let name = RuleTextWord(bytes, at: offset)
        guard let requirement = RequirementName(name.text, at: instance) else { throw advice.noName(name, of: instance) }
        offset = name.end
        return .named(requirement)
    }

    private mutating func writtenOut(_ instance: InstanceID) throws(RuleTextProblem) -> Requirement {
        let start = offset
        var reader = JSONReader(bytes, at: offset, depthMax: CanonicalJSON.depthMax)
        let tree: JSONTree
        do {
            tree = try reader.value()
        } catch {
            throw problem(
                "in the requirement for `\(instance)`: \(error.message)", at: error.offset..<character(after: error.offset))
        }
        offset = reader.offset
        let json = tree.text
        guard json.utf8.count <= Requirement.bytesMax, offset - start <= Requirement.bytesMax else {
            throw problem("this requirement is too long: at most \(Requirement.bytesMax) bytes", at: start..<start + 1)
        }
        return Requirement(instance: instance, canonicalJSON: json)
    }

    // MARK: Bytes

    private var isAtEnd: Bool { offset == bytes.count }

    private func byte(at place: Int) -> UInt8 { place < bytes.count ? bytes[place] : 0 }

    private func character(after place: Int) -> Int { RuleTextWord.character(in: bytes, at: place).upperBound }

    private func problem(_ message: String, at range: Range<Int>) -> RuleTextProblem {
        RuleTextProblem(message, at: range, in: bytes)
    }

    private mutating func skipBlank() {
        while !isAtEnd {
            switch bytes[offset] {
            case 0x20, 0x09, 0x0a, 0x0d: offset += 1
            case UInt8(ascii: "#"): offset = bytes[offset...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
            default: return
            }
        }
    }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard byte(at: offset) == UInt8(ascii: character) else { return false }
        offset += 1
        skipBlank()
        return true
    }

    /// An instance may have the same name: `or:core`, `not{}`.
    private mutating func takeKeyword(_ keyword: String) -> Bool {
        let word = RuleTextWord(bytes, at: offset)
        guard word.text == keyword, ![UInt8(ascii: ":"), UInt8(ascii: "{")].contains(byte(at: word.end)) else { return false }
        offset = word.end
        skipBlank()
        return true
    }
}
