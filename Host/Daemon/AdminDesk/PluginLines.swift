import FoundationEssentials
import UsherDomain

/// One plugin file, as `usher plugins status` prints it.
struct PluginLines {
    /// So much of a SHA-256 is shown where it only names a file.
    static let digits = 12

    let state: PluginState

    var text: String {
        var lines = ["\(state.file)\t\(state.standing.word)"]
        if let digest = state.digest { lines.append("    sha256      \(digest)") }
        if let id = state.pluginID { lines.append("    plugin      \(id) \(state.version) (\(state.name))") }
        for permission in state.permissions { lines.append("    asks for    \(permission)") }
        for reason in state.standing.reasons { lines.append("    because     \(reason)") }
        if let change = state.lastChange { lines.append("    last change \(Self.text(of: change))") }
        if let command = state.decision { lines.append("    \(command.purpose)    \(command.text)") }
        return lines.joined(separator: "\n")
    }

    private static func text(of change: PluginChange) -> String {
        let moment = Date(timeIntervalSince1970: Double(change.at.unixMilliseconds) / 1000).ISO8601Format()
        let file = change.digest.text.prefix(digits)
        let what =
            switch change.kind {
            case .replaced: "\(file) took over"
            case .refused: "\(file) could not take over"
            case .rolledBack: "\(file) was taken back"
            }
        return "\(moment) \(what)\(change.reason.isEmpty ? "" : ": \(change.reason)")"
    }
}

extension PluginState {
    /// The command with which a person decides on the file, and what for; `nil` when there is nothing to decide.
    var decision: (purpose: String, text: String)? {
        guard let digest = digest?.text.prefix(PluginLines.digits) else { return nil }
        return switch standing {
        case .waitingForConsent: ("to allow", "usher plugins approve \(digest)")
        case .quarantined: ("to retry", "usher plugins lift \(digest)")
        case .running, .starting, .down, .admitted, .refused, .notConfigured: nil
        }
    }
}

extension PluginState.Standing {
    /// For people.
    var word: String {
        switch self {
        case .running: "running"
        case .starting: "starting"
        case .down: "down"
        case .admitted: "may run"
        case .waitingForConsent: "waits for consent"
        case .quarantined: "in quarantine"
        case .refused: "refused"
        case .notConfigured: "not configured"
        }
    }

    /// Why; empty where the word says it all.
    var reasons: [String] {
        switch self {
        case .down(let reason), .quarantined(let reason), .refused(let reason): [reason]
        case .waitingForConsent(let asks): asks
        case .running, .starting, .admitted, .notConfigured: []
        }
    }
}
