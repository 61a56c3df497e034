import ArgumentParser
import Glibc

extension Plugins {
    /// `usher plugins check FILE`: becomes `usher-checker`, which no daemon is part of, so that it can be as small as a worker.
    struct CheckRules: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "check", abstract: "Check a plugin file against the rules of usher_plugin.h. Needs no configuration.",
            discussion: "Options and exit codes: docs/plugin-authors/checking.md, or run it without a file.")

        @Argument(parsing: .captureForPassthrough, help: "FILE.so and options, or --list.")
        var words: [String] = []

        func run() async throws {
            try await CommandFailure.reported {
                let checker = try Assembly.programBesideUsher("usher-checker", otherwise: "install it there")
                var arguments: [UnsafeMutablePointer<CChar>?] = ([checker] + words).map { strdup($0) }
                arguments.append(nil)
                execv(checker, arguments)
                throw CommandFailure("\(checker) cannot be started: \(String(cString: strerror(errno)))")
            }
        }
    }
}
