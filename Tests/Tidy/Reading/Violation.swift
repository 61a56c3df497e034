import Testing

/// A place where the repository breaks a rule.
struct Violation: Hashable, Sendable, CustomStringConvertible {
    /// The file, relative to the repository.
    let path: String
    /// One-based; `nil` when the whole file is meant.
    let line: Int?
    /// What is not allowed, and what to use instead.
    let message: String

    /// `file:line: message`, as compilers print it, so that editors can jump there.
    var description: String { "\(path):\(line.map { "\($0):" } ?? "") \(message)" }
}

/// Something that every file of the repository keeps to.
protocol Rule: Sendable {
    /// Every place where one of `files` breaks the rule, in order.
    func violations(in files: [SourceFile]) -> [Violation]
}

extension Rule {
    /// Runs the rule over one made-up file.
    func violations(in text: String, at path: String) -> [Violation] {
        violations(in: [SourceFile(path: path, text: text)])
    }
}

/// Records one failure that lists every place where the repository breaks `rule`.
func expectNoViolations(of rule: some Rule, sourceLocation: SourceLocation = #_sourceLocation) throws {
    let violations = rule.violations(in: try Repository.files.get())
    guard !violations.isEmpty else { return }
    Issue.record("\(violations.map(\.description).joined(separator: "\n"))", sourceLocation: sourceLocation)
}
