import ArgumentParser
import UsherDomain
import UsherPlugins

extension Plugins {
    /// `usher plugins status`
    struct Status: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show every plugin file: what it asks for, and whether it may run.",
            discussion: "Reads the plugin directory and the records. What runs at the moment, the daemon's API and metrics tell.")

        @OptionGroup var file: ConfigOption

        func run() async throws {
            try await CommandFailure.reported {
                try await Assembly(try file.read(), path: file.config).withPluginFiles { plugins in
                    let states = await plugins.pluginStates()
                    if !states.problem.isEmpty { print("problem\t\(states.problem)") }
                    for state in states.plugins { print(PluginLines(state: state).text) }
                }
            }
        }
    }

    /// `usher plugins approve SHA256`
    struct Approve: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Allow a plugin file what it waits for.",
            discussion:
                "The file is named by its SHA-256, as `usher plugins status` shows it. A running daemon notices by itself.")

        @OptionGroup var file: ConfigOption

        @Argument(help: "The file's SHA-256, or its first 8 digits or more.")
        var sha256: String

        func run() async throws {
            try await CommandFailure.reported {
                try await Assembly(try file.read(), path: file.config).withPluginFiles { plugins in
                    let digest = try await PluginDecision.digest(sha256, among: plugins)
                    try await PluginDecision.reported { () async throws(PluginAdministrationFailure) in
                        try await plugins.approve(digest, by: "command-line")
                    }
                    print("approved \(digest)")
                }
            }
        }
    }

    /// `usher plugins lift SHA256`
    struct Lift: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Let a quarantined plugin file be started again.",
            discussion:
                "The file is named by its SHA-256, as `usher plugins status` shows it. A running daemon notices by itself.")

        @OptionGroup var file: ConfigOption

        @Argument(help: "The file's SHA-256, or its first 8 digits or more.")
        var sha256: String

        func run() async throws {
            try await CommandFailure.reported {
                try await Assembly(try file.read(), path: file.config).withPluginFiles { plugins in
                    let digest = try await PluginDecision.digest(sha256, among: plugins)
                    try await PluginDecision.reported { () async throws(PluginAdministrationFailure) in
                        try await plugins.lift(digest, by: "command-line")
                    }
                    print("lifted \(digest)")
                }
            }
        }
    }
}

/// What the commands that decide on plugin files share.
enum PluginDecision {
    /// So many digits name a file without doubt among those of one directory.
    private static let digitsMin = 8

    /// The one file whose SHA-256 begins with `text`.
    static func digest(_ text: String, among plugins: any PluginAdministration) async throws -> PluginDigest {
        let known = await plugins.pluginStates().plugins.compactMap(\.digest)
        let found = Set(known.filter { $0.text.hasPrefix(text.lowercased()) })
        guard text.count >= digitsMin, found.count == 1, let digest = found.first else {
            throw CommandFailure(
                .usage, "no plugin file, or more than one, has a SHA-256 that begins with \(text); see `usher plugins status`")
        }
        return digest
    }

    static func reported(_ decide: () async throws(PluginAdministrationFailure) -> Void) async throws {
        do throws(PluginAdministrationFailure) {
            try await decide()
        } catch {
            throw CommandFailure("\(error)")
        }
    }
}

/// One plugin file, as `usher plugins status` prints it.
struct PluginLines {
    let state: PluginState

    var text: String {
        var lines = ["\(state.file)\t\(word)"]
        if let digest = state.digest { lines.append("    sha256      \(digest)") }
        if let id = state.pluginID { lines.append("    plugin      \(id) \(state.version) (\(state.name))") }
        for permission in state.permissions { lines.append("    asks for    \(permission)") }
        for reason in reasons { lines.append("    because     \(reason)") }
        if case .waitingForConsent = state.standing, let digest = state.digest {
            lines.append("    to allow    usher plugins approve \(digest.text.prefix(12))")
        }
        if case .quarantined = state.standing, let digest = state.digest {
            lines.append("    to retry    usher plugins lift \(digest.text.prefix(12))")
        }
        return lines.joined(separator: "\n")
    }

    private var word: String {
        switch state.standing {
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

    private var reasons: [String] {
        switch state.standing {
        case .down(let reason), .quarantined(let reason), .refused(let reason): [reason]
        case .waitingForConsent(let asks): asks
        case .running, .starting, .admitted, .notConfigured: []
        }
    }
}
