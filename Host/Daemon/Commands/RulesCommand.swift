import ArgumentParser
import FoundationEssentials
import UsherDomain
import UsherServer
import UsherStore

/// `usher rules`: all rules at once, for version control.
struct RulesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rules", abstract: "Write all rules to a YAML file, or read them from one.",
        subcommands: [Export.self, Import.self])

    /// `usher rules export [FILE]`
    struct Export: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Write all named requirements, rules and settings as YAML.",
            discussion: "Asks the daemon. When none serves, reads the database. The same rules give the same text.")

        @OptionGroup var file: ConfigOption
        @Argument(help: "The file to write; without it, standard output.") var target: String?

        func run() async throws {
            try await CommandFailure.reported {
                let assembly = Assembly(try file.read(), path: file.config)
                let desk = Desk(assembly)
                let document: RulesDocument
                if let answer = try desk.answer("rules/export") {
                    document = try desk.decoded(RulesDocument.self, answer)
                } else {
                    document = try await assembly.withStore { store in
                        RulesDocument(
                            requirements: try await store.policies.requirements(), policies: try await store.policies.policies())
                    }
                }
                let text = try RulesFile(document).text
                guard let target else { return print(text, terminator: "") }
                do {
                    try Data(text.utf8).write(to: URL(filePath: target), options: .atomic)
                } catch {
                    throw CommandFailure("\(target) cannot be written: check that its folder is there and yours")
                }
                print("\(target): \(document.requirements.count) requirements, \(document.policies.count) rooms")
            }
        }
    }

    /// `usher rules import FILE`
    struct Import: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Bring rules and settings to what a YAML file says.",
            discussion: """
                Checks everything first, shows what differs, and changes that, each as a new revision in the audit log. What the file \
                does not name stays, unless --prune is said. Nobody is removed by an entry that goes.
                """)

        @OptionGroup var file: ConfigOption
        @Flag(name: .long, help: "Only show what differs.") var dryRun = false
        @Flag(name: .long, help: "Remove rules, settings and requirements that the file does not name.") var prune = false
        @Argument(help: "The file.") var source: String

        private struct Body: Encodable {
            let requirements: [RequirementShape]
            let policies: [PolicyShape]
            let dry_run: Bool
            let prune: Bool
        }

        func run() async throws {
            try await CommandFailure.reported {
                let desk = try Desk(file)
                let text = try ConfigText.read(source, bytesMax: RulesFile.bytesMax, problems: .init(file: source))
                let read = try RulesFileText(text, path: source)
                let document = read.file.document
                let body = Body(
                    requirements: document.requirements, policies: document.policies, dry_run: dryRun, prune: prune)
                let answer = try desk.post("rules/import", body, as: ImportAnswer.self)
                Output.warn(answer.warnings)
                guard answer.problems.isEmpty else { throw read.failure(answer.problems.map { ($0.subject, $0.text) }) }
                Output.show(ImportLines.all(of: answer))
            }
        }
    }
}
