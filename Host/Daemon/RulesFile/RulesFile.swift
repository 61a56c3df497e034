import UsherDomain
import Yams

/// Named requirements and what is set for rooms, as an admin keeps them in a YAML file.
struct RulesFile: Equatable {
    /// Largest file read, in bytes: what the daemon takes, ten thousand rooms about.
    static let bytesMax = 4 << 20

    var requirements: [RequirementName: Requirement]
    /// Their revisions do not count.
    var policies: [RoomID: Policy]

    init(requirements: [RequirementName: Requirement], policies: [RoomID: Policy]) {
        self.requirements = requirements
        self.policies = policies
    }
}

/// A file that was read, and where in it everything is.
struct RulesFileText {
    let file: RulesFile
    /// By the name of a requirement, or the ID of a room.
    private let places: [String: Mark]
    private let problems: ConfigSection.Problems

    /// Reads the text of the file at `path`. Throws ``ConfigFailure`` with everything that is wrong.
    init(_ text: String, path: String) throws(ConfigFailure) {
        let problems = ConfigSection.Problems(file: path)
        let section = try ConfigSection.whole(
            text, problems: problems, empty: "the file is empty; `usher rules export` writes one")
        let reader = RulesFileReader(section, problems)
        guard problems.all.isEmpty else { throw ConfigFailure(sorted: problems) }
        file = RulesFile(requirements: reader.requirements, policies: reader.policies)
        places = reader.places
        self.problems = problems
    }

    /// What the daemon found to be wrong, with the lines that are meant.
    func failure(_ found: [(subject: String, text: String)]) -> ConfigFailure {
        for problem in found {
            problems.add(
                places[problem.subject] == nil ? "\(problem.subject): \(problem.text)" : problem.text, at: places[problem.subject]
            )
        }
        return ConfigFailure(sorted: problems)
    }
}
