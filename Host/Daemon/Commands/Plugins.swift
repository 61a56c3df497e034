import ArgumentParser
import Logging
import UsherDomain
import UsherPlugins
import UsherStore

/// `usher plugins`: what lies in the plugin directory.
struct Plugins: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Look at plugins, each in a process of its own.",
        subcommands: [List.self, Status.self, Approve.self, Lift.self, Inspect.self, CheckRules.self])

    /// `usher plugins list`
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List the plugin directory.")

        @OptionGroup var file: ConfigOption

        func run() async throws {
            try await CommandFailure.reported {
                let assembly = Assembly(try file.read(), path: file.config)
                let catalogue: Catalogue
                do {
                    catalogue = try await Catalogue.scan(
                        try assembly.pluginSettings, logger: assembly.logger("plugins", .error))
                } catch {
                    throw CommandFailure("\(error)")
                }
                if catalogue.entries.isEmpty {
                    print("no plugins (files ending in .so) in \(assembly.configuration.pluginDirectory)")
                }
                for entry in catalogue.entries {
                    switch entry.plugin {
                    case .success(let plugin): print("\(plugin.id)\t\(plugin.version)\t\(plugin.name)\t\(entry.file)")
                    case .failure(let problem): print("refused\t-\t\(problem)\t\(entry.file)")
                    }
                }
            }
        }
    }

    /// `usher plugins inspect FILE`
    struct Inspect: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Say what a plugin file is. Needs no configuration.")

        @Argument(help: "The .so file.")
        var file: String

        @Option(name: .long, help: "The usher-worker executable, when it is not beside usher.")
        var worker: String?

        func run() async throws {
            try await CommandFailure.reported {
                let settings = PluginHostSettings(
                    pluginDirectory: "", workerExecutable: try worker ?? Assembly.workerBesideUsher(),
                    contentHash: CryptoContentHash())
                do {
                    let plugin = try await Catalogue.inspect(
                        file: file, settings: settings, logger: Assembly.logger("plugins", .error, clock: SystemWallClock()))
                    Self.show(plugin)
                } catch {
                    throw CommandFailure("\(file): \(error)")
                }
            }
        }

        private static func show(_ plugin: PluginDescription) {
            print("id          \(plugin.id)")
            print("name        \(plugin.name)")
            print("version     \(plugin.version)")
            print("ABI         \(plugin.abiMajor).\(plugin.abiMinor)")
            print("extensions  \(plugin.extensions.isEmpty ? "none" : plugin.extensions.joined(separator: ", "))")
            for action in plugin.actions {
                let mark = action.isDestructive ? " destructive" : ""
                print("action      \(action.id)(\(action.signatureText))\(mark)  \(action.title)")
            }
            print("manifest    \(plugin.manifestJSON)")
        }
    }
}
