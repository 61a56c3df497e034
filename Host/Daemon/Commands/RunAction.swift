import ArgumentParser
import UsherDomain
import UsherEngine

/// `usher action`: runs a plugin's action, with the arguments that its signature declares. Works beside a running daemon: both
/// use the same database.
struct RunAction: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "action", abstract: "Run an action of a plugin, for example to mint an invitation.",
        discussion: "usher action [--config FILE] INSTANCE ACTION [--name value ...]; without ACTION it lists them.")

    @OptionGroup var file: ConfigOption

    @Argument(help: "The instance, as the configuration names it.")
    var instance: String

    @Argument(parsing: .captureForPassthrough, help: "The action, then its arguments as --name value.")
    var words: [String] = []

    func run() async throws {
        try await CommandFailure.reported {
            let assembly = Assembly(try file.read(), path: file.config)
            guard let id = InstanceID(instance), assembly.configuration.instances.contains(where: { $0.id == id }) else {
                let known = assembly.configuration.instances.map(\.id.text)
                let advice = NearestKey.suggestion(for: instance, among: known).map { "did you mean \"\($0)\"?" }
                throw CommandFailure(
                    .usage, "there is no instance \"\(instance)\"; \(advice ?? "instances: \(known.joined(separator: ", "))")")
            }
            try await assembly.withPlugins(only: id) { ledger, plugins in
                try await run(at: id, ledger: ledger, plugins: plugins)
            }
        }
    }

    private func run(at id: InstanceID, ledger: any Ledger, plugins: any Authorisers) async throws {
        guard let status = await plugins.instances().first(where: { $0.id == id }), let plugin = status.plugin else {
            throw CommandFailure("the plugin of \"\(id)\" does not run: \(await Self.reason(id, plugins))")
        }
        if case .down(let reason) = status.health { throw CommandFailure("\"\(id)\" does not run: \(reason)") }
        guard let name = words.first else { return Self.list(plugin.actions) }
        guard let action = plugin.actions.first(where: { $0.id == name }) else {
            let known = plugin.actions.map(\.id)
            let advice = NearestKey.suggestion(for: name, among: known).map { "did you mean \"\($0)\"?" }
            throw CommandFailure(
                .usage, "\(plugin.name) has no action \"\(name)\"; \(advice ?? "actions: \(known.joined(separator: ", "))")")
        }
        let arguments: [ActionArgument]
        do {
            arguments = try ActionArguments.parse(Array(words.dropFirst()), by: action.signature)
        } catch {
            throw CommandFailure(.usage, "\(error)\nusage: \(name) \(ActionArguments.usage(of: action.signature))")
        }
        let run = RunPluginAction(ledger: ledger, authorisers: plugins, clock: SystemWallClock())
        switch try await run(name, arguments, at: id, by: "command-line") {
        case .answered(let json): print(json)
        case .unknown(let unknown):
            throw CommandFailure("\(name) failed: \(unknown.message.isEmpty ? unknown.kind.rawValue : unknown.message)")
        }
    }

    private static func reason(_ id: InstanceID, _ plugins: any Authorisers) async -> String {
        guard let status = await plugins.instances().first(where: { $0.id == id }) else { return "it is not configured" }
        guard case .down(let reason) = status.health else { return "it has not introduced itself" }
        return reason
    }

    private static func list(_ actions: [PluginDescription.Action]) {
        for action in actions {
            print("\(action.id) \(ActionArguments.usage(of: action.signature))\n    \(action.title)")
        }
    }
}
