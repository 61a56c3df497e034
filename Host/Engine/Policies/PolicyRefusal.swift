/// Why a change of rules or settings was not made, and what to do. Nothing was changed.
public struct PolicyRefusal: Error, Hashable, Sendable, CustomStringConvertible {
    /// What kind of refusal it is; stable.
    public enum Code: String, Hashable, Sendable {
        /// There is no policy for that room.
        case unknownRoom = "unknown-room"
        /// There is no requirement of that name.
        case unknownName = "unknown-name"
        /// The rule or requirement cannot be used as it is.
        case invalid
        /// Somebody else has changed it meanwhile.
        case changedMeanwhile = "changed-meanwhile"
        /// A rule uses it.
        case inUse = "in-use"
    }

    public let code: Code
    /// For admins: each a sentence that says what to change.
    public let problems: [String]

    public var description: String { problems.joined(separator: "\n") }

    public init(_ code: Code, _ problems: [String]) {
        self.code = code
        self.problems = problems
    }

    public init(_ code: Code, _ problem: String) {
        self.init(code, [problem])
    }
}
