import ArgumentParser

/// `usher check`: reads the configuration file and says everything that is wrong with it.
struct Check: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Check the configuration file.")

    @OptionGroup var file: ConfigOption

    func run() async throws {
        try await CommandFailure.reported {
            _ = try file.read()
            print("\(file.config): ok")
        }
    }
}
