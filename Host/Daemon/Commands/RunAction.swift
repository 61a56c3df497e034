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

    @Flag(name: .long, help: "Do not ask before an action that takes something away.")
    var yes = false

    @Argument(help: "The instance, as the configuration names it.")
    var instance: String

    @Argument(parsing: .captureForPassthrough, help: "The action, then its arguments as --name value.")
    var words: [String] = []

    func run() async throws {
        try await CommandFailure.reported {
            let assembly = Assembly(try file.read(), path: file.config)
            guard let id = InstanceID(instance), assembly.configuration.instances.contains(where: { $0.id == id }) else {
                let known = assembly.configuration.instances.map(\.id.text)
                let advice = NearestWord.of(instance, among: known).map { "did you mean \"\($0)\"?" }
                throw CommandFailure(
                    .usage, "there is no instance \"\(instance)\"; \(advice ?? "instances: \(known.joined(separator: ", "))")")
            }
            try await assembly.withPlugins(only: id) { ledger, plugins in
                try await run(at: id, ledger: ledger, plugins: plugins)
            }
        }
    }

    private func run(at id: InstanceID, ledger: any Ledger, plugins: any Authorisers) async throws {
        guard let name = words.first else { return try await list(at: id, plugins) }
        let run = RunPluginAction(ledger: ledger, authorisers: plugins, clock: SystemWallClock())
        let action: PluginDescription.Action
        switch await run.find(name, at: id) {
        case .success(let found): action = found
        case .failure(let refused): throw failure(refused.refusal, name)
        }
        let arguments: [ActionArgument]
        do {
            arguments = try ActionArguments.parse(Array(words.dropFirst()), by: action.signature)
        } catch {
            throw CommandFailure(.usage, "\(error)\nusage: \(name) \(ActionArguments.usage(of: action.signature))")
        }
        let isConfirmed = try !action.isDestructive || yes || Confirmation.isGiven(to: words.joined(separator: " "))
        switch try await run(name, arguments, at: id, by: "command-line", isConfirmed: isConfirmed) {
        case .ran(let json): print(json)
        case .needsConfirmation: throw CommandFailure("nothing was done")
        case .refused(let refusal): throw failure(refusal, name)
        case .unknown(let unknown):
            throw CommandFailure("\(name) failed: \(unknown.message.isEmpty ? unknown.kind.rawValue : unknown.message)")
        }
    }

    private func failure(_ refusal: RunPluginAction.Refusal, _ name: String) -> CommandFailure {
        switch refusal {
        case .noSuchInstance:
            return CommandFailure("\"\(instance)\" is not configured")
        case .notRunning(let reason):
            return CommandFailure("\"\(instance)\" does not run: \(reason)")
        case .noSuchAction(let known):
            let advice = NearestWord.of(name, among: known).map { "did you mean \"\($0)\"?" }
            let list = known.isEmpty ? "it has none" : "actions: \(known.joined(separator: ", "))"
            return CommandFailure(.usage, "\"\(instance)\" has no action \"\(name)\"; \(advice ?? list)")
        }
    }

    private func list(at id: InstanceID, _ plugins: any Authorisers) async throws {
        guard let status = await plugins.instances().first(where: { $0.id == id }) else { return }
        if case .down(let reason) = status.health { throw failure(.notRunning(reason), "") }
        for action in status.plugin?.actions ?? [] {
            let mark = action.isDestructive ? " (asks before it runs)" : ""
            print("\(action.id) \(ActionArguments.usage(of: action.signature))\n    \(action.title)\(mark)")
        }
    }
}
