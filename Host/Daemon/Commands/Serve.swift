import ArgumentParser
import Glibc

/// `usher serve`: the daemon.
struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Run the daemon.",
        discussion: "Ends on SIGTERM and SIGINT after the requests in flight. Logs to standard error.")

    @OptionGroup var file: ConfigOption

    func run() async throws {
        try await CommandFailure.reported {
            // What the daemon makes (the admin's socket above all) is nobody else's from the moment on at which it is there.
            umask(0o077)
            try await Assembly(try file.read(), path: file.config).serve()
        }
    }
}
