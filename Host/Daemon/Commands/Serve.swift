import ArgumentParser

/// `usher serve`: the daemon.
struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Run the daemon.",
        discussion: "Ends on SIGTERM and SIGINT after the requests in flight. Logs to standard error.")

    @OptionGroup var file: ConfigOption

    func run() async throws {
        try await CommandFailure.reported {
            try await Assembly(try file.read(), path: file.config).serve()
        }
    }
}
