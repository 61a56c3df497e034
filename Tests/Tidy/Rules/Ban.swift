import Testing

/// A word that is not used, and what is used instead. Carries its own samples, so that the list can be tested as a whole.
struct Ban: Rule {
    /// What is looked at.
    enum View: Sendable {
        /// Code without comments and literals.
        case code
        /// Everything.
        case text
    }

    let pattern: Pattern
    /// What is banned, as the message names it.
    let what: String
    /// What to do instead, as the message says it.
    let instead: String
    let languages: Set<Language>
    let view: View
    /// Folders that the rule is about; empty = all.
    let onlyIn: [String]
    /// Folders or files where it is allowed, because of what they are for.
    let allowedIn: [String]
    /// Whether tests may use it.
    let isAllowedInTests: Bool
    /// A line that breaks the rule.
    let badSample: String
    /// Lines that look alike and do not.
    let goodSamples: [String]

    init(
        _ what: String, _ pattern: String, instead: String, in languages: Set<Language> = [.swift], view: View = .code,
        onlyIn: [String] = [], allowedIn: [String] = [], isAllowedInTests: Bool = false, bad: String, good: [String] = []
    ) {
        self.what = what
        self.pattern = Pattern(pattern)
        self.instead = instead
        self.languages = languages
        self.view = view
        self.onlyIn = onlyIn
        self.allowedIn = allowedIn
        self.isAllowedInTests = isAllowedInTests
        badSample = bad
        goodSamples = good
    }

    func violations(in files: [SourceFile]) -> [Violation] {
        files.flatMap { file -> [Violation] in
            guard languages.contains(file.language), concerns(file) else { return [] }
            return pattern.matches(in: view == .code ? file.code : file.text).map { match in
                Violation(path: file.path, line: match.line, message: "\(what) is banned: \(instead)")
            }
        }
    }

    private func concerns(_ file: SourceFile) -> Bool {
        // The tidy tests themselves have to name what they ban.
        if file.isIn("Tests/Tidy") || (isAllowedInTests && file.isTest) { return false }
        if !onlyIn.isEmpty, !onlyIn.contains(where: { file.isIn($0) }) { return false }
        return !allowedIn.contains { file.isIn($0) }
    }

    /// A path that the rule is about, for samples.
    func samplePath(_ language: Language) -> String {
        let ending =
            switch language {
            case .swift: "swift"
            case .c: "c"
            case .typeScript: "ts"
            case .python: "py"
            case .shell: "sh"
            case .markdown: "md"
            case .other: "txt"
            }
        return "\(onlyIn.first ?? "Host")/Sample/sample.\(ending)"
    }
}

extension Ban: CustomTestStringConvertible {
    var testDescription: String { what }
}
