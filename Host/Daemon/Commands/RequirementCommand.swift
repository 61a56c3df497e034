import ArgumentParser
import UsherServer

/// `usher requirement`: names for what instances are asked.
struct RequirementCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "requirement", abstract: "Give names to what instances are asked, for use in rules.",
        subcommands: [List.self, Set.self, Remove.self])

    /// `usher requirement list`
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List the requirements that have names.")

        @OptionGroup var file: ConfigOption
        @OptionGroup var form: JSONOption

        func run() async throws {
            try await CommandFailure.reported {
                let desk = try Desk(file)
                let answer = try desk.get("requirements")
                if form.json { return JSONOption.show(answer) }
                let requirements = try desk.decoded(RequirementsAnswer.self, answer).requirements
                Output.show(Columns.lines(requirements.map { [$0.name, $0.json] }))
            }
        }
    }

    /// `usher requirement set NAME JSON`
    struct Set: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Give a name to a requirement, or another one to a name.")

        @OptionGroup var file: ConfigOption
        @Argument(help: "The name, INSTANCE:NAME.") var name: String
        @Argument(help: "What is asked: a JSON object under the plugin's schema.") var json: String

        func run() async throws {
            try await CommandFailure.reported {
                let answer = try Desk(file).post(
                    "requirements/set", ["name": name, "json": json], as: WarningsAnswer.self)
                Output.warn(answer.warnings)
                print("set \(name)")
            }
        }
    }

    /// `usher requirement remove NAME`
    struct Remove: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Take a name away that no rule uses.")

        @OptionGroup var file: ConfigOption
        @Argument(help: "The name, INSTANCE:NAME.") var name: String

        func run() async throws {
            try await CommandFailure.reported {
                _ = try Desk(file).post("requirements/remove", ["name": name])
                print("removed \(name)")
            }
        }
    }
}
