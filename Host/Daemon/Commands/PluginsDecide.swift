import ArgumentParser
import UsherDomain
import UsherPlugins

extension Plugins {
    /// `usher plugins status`
    struct Status: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show every plugin file: what it asks for, how it fares, and why it does not run.",
            discussion: "Asks the daemon. When none serves, reads the plugin directory and the records.")

        @OptionGroup var file: ConfigOption

        func run() async throws {
            try await CommandFailure.reported {
                try await Assembly(try file.read(), path: file.config).withPluginDesk { plugins, isServing in
                    if !isServing { print("note\tno daemon serves from this data, so that nothing runs") }
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
            discussion: "The file is named by its SHA-256, as `usher plugins status` shows it. Works with and without a daemon.")

        @OptionGroup var file: ConfigOption

        @Argument(help: "The file's SHA-256, or its first 8 digits or more.")
        var sha256: String

        func run() async throws {
            try await PluginDecision.run(file, sha256, "approved") { plugins, digest throws(PluginAdministrationFailure) in
                try await plugins.approve(digest, by: "command-line")
            }
        }
    }

    /// `usher plugins lift SHA256`
    struct Lift: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Let a quarantined plugin file be started again.",
            discussion: "The file is named by its SHA-256, as `usher plugins status` shows it. Works with and without a daemon.")

        @OptionGroup var file: ConfigOption

        @Argument(help: "The file's SHA-256, or its first 8 digits or more.")
        var sha256: String

        func run() async throws {
            try await PluginDecision.run(file, sha256, "lifted") { plugins, digest throws(PluginAdministrationFailure) in
                try await plugins.lift(digest, by: "command-line")
            }
        }
    }
}

/// What the commands that decide on plugin files share.
enum PluginDecision {
    /// So many digits name a file without doubt among those of one directory.
    private static let digitsMin = 8

    /// Decides on the one file that `text` names, and says so with `word`.
    static func run(
        _ file: ConfigOption, _ text: String, _ word: String,
        _ decide: (any PluginAdministration, PluginDigest) async throws(PluginAdministrationFailure) -> Void
    ) async throws {
        try await CommandFailure.reported {
            try await Assembly(try file.read(), path: file.config).withPluginDesk { plugins, _ in
                let digest = try await digest(text, among: plugins)
                do throws(PluginAdministrationFailure) {
                    try await decide(plugins, digest)
                } catch {
                    throw CommandFailure("\(error)")
                }
                print("\(word) \(digest)")
            }
        }
    }

    /// The one file whose SHA-256 begins with `text`.
    private static func digest(_ text: String, among plugins: any PluginAdministration) async throws -> PluginDigest {
        let known = await plugins.pluginStates().plugins.compactMap(\.digest)
        let found = Set(known.filter { $0.text.hasPrefix(text.lowercased()) })
        guard text.count >= digitsMin, found.count == 1, let digest = found.first else {
            throw CommandFailure(
                .usage, "no plugin file, or more than one, has a SHA-256 that begins with \(text); see `usher plugins status`")
        }
        return digest
    }
}
