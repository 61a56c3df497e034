import ArgumentParser
import UsherDomain
import UsherServer

/// `usher explain USER ROOM`
struct Explain: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Say why a person is in or out of a room, with the evidence, and what would change it.")

    @OptionGroup var file: ConfigOption
    @OptionGroup var form: JSONOption
    @Argument(help: "The Matrix ID.") var user: String
    @Argument(help: RoomArgument.help) var room: String

    func run() async throws {
        try await CommandFailure.reported {
            let desk = try Desk(file)
            let answer = try desk.get("explain", [("user", user), ("room", try RoomArgument.room(room, desk).text)])
            if form.json { return JSONOption.show(answer) }
            Output.show(ExplanationLines(answer: try desk.decoded(ExplanationAnswer.self, answer)).lines)
        }
    }
}
