internal import CSys
internal import Glibc

/// The conformance checker: tells plugin authors, by rule number, what to change.
///
/// - In here: the tests (`Catalogue`), a host that is as unkind as usher_plugin.h allows (`FakeHost`), memory that notices every
///   byte too far (`Memory`), and the driver that runs each test in a process of its own and never loads a plugin itself
///   (`Driver`).
/// - Not in here: the daemon's own plugin host. The checker reads the header, not the host, so that the two disagree loudly.
/// - Imports: PluginABI, UsherWire (its JSON reader), CFFI, CSys, Glibc. No Foundation: a plugin's own runtime must not clash.
@main
enum UsherChecker {
    private enum ExitCode {
        static let usage: Int32 = 2
    }

    static func main() {
        // A plugin, or a reader of our output, that closes its end is no reason to die.
        signal(SIGPIPE, SIG_IGN)
        if CommandLine.arguments.first == TestProcess.name { TestProcess.main() }
        if CommandLine.arguments.contains("--help") {
            Output.say(Options.usage)
            exit(0)
        }
        do {
            let options = try Options(Array(CommandLine.arguments.dropFirst()))
            exit(try Driver(options).run())
        } catch let wrong as Options.Wrong {
            Output.error("usher plugins check: \(wrong.text)\n\(Options.usage)")
            exit(ExitCode.usage)
        } catch let problem as Driver.Problem {
            Output.error("usher plugins check: \(problem.text)\n")
            exit(ExitCode.usage)
        } catch {
            Output.error("usher plugins check: \(error)\n")
            exit(ExitCode.usage)
        }
    }
}
