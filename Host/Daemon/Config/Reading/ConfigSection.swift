import UsherDomain
import Yams

/// One mapping of a configuration file while it is being read. Every key that is asked for is a known key; ``finish()`` reports
/// the others. Problems are collected, not thrown: an admin gets all of them at once.
final class ConfigSection {
    /// Where the problems of a file come together.
    final class Problems {
        let file: String
        private(set) var all: [ConfigProblem] = []

        init(file: String) {
            self.file = file
        }

        func add(_ message: String, at mark: Mark?) {
            all.append(ConfigProblem(file: file, place: mark.map { .init(line: $0.line, column: $0.column) }, message: message))
        }
    }

    let problems: Problems
    /// How the section is called in messages, for example `bot` or `instances[2]`; empty for the whole file.
    private let path: String
    private let mapping: Node.Mapping
    private let mark: Mark?
    private var known: Set<String> = []

    /// Reads `node`, which must be a mapping; anything else is a problem and reads as an empty one.
    init(_ node: Node, path: String, problems: Problems) {
        self.problems = problems
        self.path = path
        mark = node.mark
        if let mapping = node.mapping {
            self.mapping = mapping
        } else {
            self.mapping = Node.Mapping([])
            problems.add("\(path.isEmpty ? "the file" : path) must be a list of `key: value` pairs", at: node.mark)
        }
    }

    /// The value of a key; `nil` when it is not there or is null.
    func node(_ key: String) -> Node? {
        known.insert(key)
        guard let node = mapping[key], node.null == nil else { return nil }
        return node
    }

    /// A text; `nil` (and a problem) when it is not one.
    func text(_ key: String) -> String? {
        guard let node = node(key) else { return nil }
        // `user: 12` is a number to YAML; whoever means the text must quote it.
        guard let scalar = node.scalar,
            scalar.style != .plain || node.tag == Tag(.str) || Resolver.default.resolveTag(of: node) == .str
        else { return wrongType(key, node, expected: "a text", advice: "put it in quotes") }
        return scalar.string
    }

    /// A text that must be there; an empty one stands in when it is not.
    func requiredText(_ key: String) -> String {
        if let text = text(key) { return text }
        if node(key) == nil { missing(key) }
        return ""
    }

    /// A truth value; `false` when it is not there.
    func flag(_ key: String) -> Bool {
        guard let node = node(key) else { return false }
        guard let flag = node.bool else {
            wrongType(key, node, expected: "true or false")
            return false
        }
        return flag
    }

    /// A whole number; `nil` when it is not there, and (with a problem) when it is not one in `range`.
    func wholeNumber(_ key: String, in range: ClosedRange<Int>) -> Int? {
        guard let node = node(key) else { return nil }
        guard Resolver.default.resolveTag(of: node) == .int, let number = node.int, range.contains(number) else {
            wrongType(key, node, expected: "a whole number from \(range.lowerBound) to \(range.upperBound)")
            return nil
        }
        return number
    }

    /// The sections of a list; empty when it is not there.
    func sections(_ key: String) -> [ConfigSection] {
        guard let node = node(key) else { return [] }
        guard let sequence = node.sequence else {
            wrongType(key, node, expected: "a list (lines that begin with `- `)")
            return []
        }
        return sequence.enumerated().map { ConfigSection($1, path: "\(name(key))[\($0)]", problems: problems) }
    }

    /// The texts of a list; empty when it is not there.
    func texts(_ key: String) -> [String] {
        guard let node = node(key) else { return [] }
        guard let sequence = node.sequence else {
            wrongType(key, node, expected: "a list of texts, such as [a, b]")
            return []
        }
        return sequence.compactMap { element in
            if let text = element.string { return text }
            problems.add("\(name(key)) must hold texts only", at: element.mark)
            return nil
        }
    }

    /// The `name: text` pairs of a mapping with free names; empty when it is not there.
    func pairs(_ key: String) -> [(name: String, value: String)] {
        guard let node = node(key) else { return [] }
        guard let mapping = node.mapping else {
            wrongType(key, node, expected: "a list of `name: text` pairs")
            return []
        }
        return mapping.compactMap { name, value in
            if let name = name.string, let value = value.string { return (name, value) }
            problems.add("\(self.name(key)) must hold `name: text` pairs only", at: value.mark)
            return nil
        }
    }

    /// A section; an empty one (and a problem, when `required`) stands in when it is not there.
    func section(_ key: String, required: Bool = false) -> ConfigSection {
        if let node = node(key) { return ConfigSection(node, path: name(key), problems: problems) }
        if required { missing(key) }
        return ConfigSection(.mapping(Node.Mapping([])), path: name(key), problems: problems)
    }

    /// Parses a text with `parse`; `nil` and a problem that says what was expected when it does not parse.
    func parsed<Value>(_ key: String, expected: String, _ parse: (String) -> Value?) -> Value? {
        guard let text = text(key) else { return nil }
        guard let value = parse(text) else {
            reject(key, "must be \(expected), not \"\(text)\"")
            return nil
        }
        return value
    }

    /// Reports that a value cannot be used.
    func reject(_ key: String, _ message: String) {
        problems.add("\(name(key)) \(message)", at: mapping[key]?.mark ?? mark)
    }

    /// Reports that a key which must be there is not.
    func missing(_ key: String) {
        problems.add("\(name(key)) is missing", at: mark)
    }

    /// Whether the key is there.
    func has(_ key: String) -> Bool { node(key) != nil }

    /// Reports every key that nobody asked for, with the nearest right one.
    func finish() {
        for (node, _) in mapping {
            guard let key = node.string, !known.contains(key) else { continue }
            let suggestion = NearestWord.of(key, among: known.sorted())
            let advice = suggestion.map { "did you mean \"\($0)\"?" } ?? "known keys: \(known.sorted().joined(separator: ", "))"
            problems.add("unknown key \"\(key)\"\(path.isEmpty ? "" : " in \(path)"); \(advice)", at: node.mark)
        }
    }

    private func name(_ key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }

    @discardableResult
    private func wrongType(_ key: String, _ node: Node, expected: String, advice: String? = nil) -> String? {
        problems.add("\(name(key)) must be \(expected)\(advice.map { "; \($0)" } ?? "")", at: node.mark)
        return nil
    }
}
