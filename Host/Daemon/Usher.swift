import ArgumentParser

/// The daemon and its commands.
///
/// - In here: the command line, the configuration file, the surroundings (clock, randomness, log), and the one file that wires
///   the adapters to the engine: ``Assembly``.
/// - Not in here: anything that could be tested without a process. It belongs into one of the libraries.
/// - Imports: everything of the host; nothing imports it.
@main
struct Usher: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "usher",
        abstract: "Hands the membership of Matrix rooms to other people's lists.",
        discussion: "Exit codes: 0 done, 1 failed, 64 wrong command line, 78 wrong configuration file.",
        version: BuildInformation.version,
        subcommands: [Serve.self, Check.self, Doctor.self, Plugins.self, RunAction.self],
        groupedSubcommands: [
            CommandGroup(
                name: "Rules",
                subcommands: [
                    RoomsCommand.self, RoomCommand.self, RuleCommand.self, RequirementCommand.self, LinksCommand.self,
                    RulesCommand.self,
                ]),
            CommandGroup(
                name: "The loop",
                subcommands: [
                    Plan.self, Apply.self, Drop.self, Explain.self, SweepCommand.self, Undo.self, Audit.self, Pause.self,
                    Resume.self, Status.self,
                ]),
        ])
}
