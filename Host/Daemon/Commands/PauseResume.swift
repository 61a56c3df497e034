import ArgumentParser

/// `usher pause`
struct Pause: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Stop doing anything in any room, until `usher resume`.",
        discussion: "People are still let in by invite links. What is under way ends. It holds over restarts.")

    @OptionGroup var file: ConfigOption

    func run() async throws {
        try await CommandFailure.reported {
            _ = try Desk(file).post("pause", NoDetails())
            print("paused: nothing is done in any room before `usher resume`")
        }
    }
}

/// `usher resume`
struct Resume: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Go on after `usher pause`.")

    @OptionGroup var file: ConfigOption

    func run() async throws {
        try await CommandFailure.reported {
            _ = try Desk(file).post("resume", NoDetails())
            print("resumed")
        }
    }
}
