import ArgumentParser
import UsherPlugins

/// `usher doctor`: looks at everything that the daemon needs, and names what fails and the fix. Changes nothing.
struct Doctor: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Find out what keeps Usher from working, and how to put it right.",
        discussion:
            "Looks at the configuration, the files, the kernel, the plugins and the homeserver. Asks a serving daemon. "
            + "Changes nothing.")

    @OptionGroup var file: ConfigOption

    func run() async throws {
        try await CommandFailure.reported {
            let assembly = Assembly(try file.read(), path: file.config)
            var findings = [Finding.good("configuration", file.config)]
            findings += FileExamination(configuration: assembly.configuration).findings
            findings += SandboxExamination(report: .ofThisMachine(), policy: assembly.configuration.sandbox).findings
            findings += await PluginExamination(assembly: assembly).findings()
            findings += await HomeserverExamination(assembly: assembly).findings()
            for finding in findings { print(finding.lines) }
            let bad = findings.count { $0.grade == .bad }
            if bad > 0 { throw CommandFailure(bad == 1 ? "one thing has to be put right" : "\(bad) things have to be put right") }
        }
    }
}
