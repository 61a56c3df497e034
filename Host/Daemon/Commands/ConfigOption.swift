import ArgumentParser

/// `--config`, the same for every command.
struct ConfigOption: ParsableArguments {
    /// Where the Debian package puts the file.
    static let standardPath = "/etc/usher/usher.yaml"

    @Option(name: .long, help: "The configuration file.")
    var config = Self.standardPath

    func read() throws -> Configuration {
        try Configuration.read(config)
    }
}
