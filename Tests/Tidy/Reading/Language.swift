/// What a file is written in, as far as rules care.
enum Language: Hashable, Sendable {
    case swift
    case c
    case typeScript
    case python
    case shell
    case markdown
    case other

    /// Tells by the name alone.
    init(path: String) {
        switch path.split(separator: "/").last?.split(separator: ".").last {
        case "swift": self = .swift
        case "c", "h", "modulemap", "cc", "cpp": self = .c
        case "ts", "tsx", "js", "mjs": self = .typeScript
        case "py": self = .python
        case "sh": self = .shell
        case "md": self = .markdown
        default: self = path == ".ci/run" ? .shell : .other
        }
    }

    /// Written by people to be run: everything that has a line length.
    var isCode: Bool {
        switch self {
        case .swift, .c, .typeScript, .python, .shell: true
        case .markdown, .other: false
        }
    }
}
