/// One thing that is wrong in a configuration file, and where.
struct ConfigProblem: Hashable, Sendable, CustomStringConvertible {
    /// The file as it was named on the command line.
    let file: String
    /// One-based line and column; `nil` when the whole file is meant.
    let place: Place?
    /// What is wrong and what to do, in one sentence.
    let message: String

    struct Place: Hashable, Sendable {
        let line: Int
        let column: Int
    }

    /// `file:line:column: message`, as compilers print it, so that editors can jump there.
    var description: String {
        guard let place else { return "\(file): \(message)" }
        return "\(file):\(place.line):\(place.column): \(message)"
    }
}

/// Everything that is wrong in a configuration file: an admin wants to see all of it at once.
struct ConfigFailure: Error, CustomStringConvertible {
    let problems: [ConfigProblem]

    init(problems: [ConfigProblem]) {
        self.problems = problems
    }

    /// By their lines.
    init(sorted problems: ConfigSection.Problems) {
        self.problems = problems.all.sorted { ($0.place?.line ?? 0) < ($1.place?.line ?? 0) }
    }

    var description: String { problems.map(\.description).joined(separator: "\n") }
}
