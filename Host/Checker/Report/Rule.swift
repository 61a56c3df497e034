/// What a finding breaks: a rule of usher_plugin.h by its number, or what has none.
enum Rule: String, Sendable {
    case size = "R1"
    case memory = "R2"
    case strings = "R3"
    case threads = "R4"
    case blocking = "R5"
    case unknown = "R6"
    case process = "R7"
    case identity = "R8"
    case silence = "R9"
    case cell = "R10"
    case events = "R11"
    /// What the comment of the function says in usher_plugin.h.
    case contract = "contract"
    /// What PluginABI/README.md says about manifest_json.
    case manifest = "manifest"
    /// The library as a file: symbols, segments, dependencies.
    case file = "file"

    /// In a word, for people who do not know the numbers by heart.
    var title: String {
        switch self {
        case .size: "size"
        case .memory: "memory"
        case .strings: "strings"
        case .threads: "threads"
        case .blocking: "blocking"
        case .unknown: "unknown"
        case .process: "process"
        case .identity: "identity"
        case .silence: "silence"
        case .cell: "cell"
        case .events: "events"
        case .contract: "the comment of the function in usher_plugin.h"
        case .manifest: "PluginABI/README.md, \"The manifest\""
        case .file: "the file"
        }
    }
}
