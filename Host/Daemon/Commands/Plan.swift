import ArgumentParser
import UsherDomain
import UsherServer

/// `usher plan`
struct Plan: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show what would be done now, and why. Changes nothing.",
        discussion: "Shows what the brakes hold, too, and how to decide on it. Asks no third party: `usher sweep` does.")

    @OptionGroup var file: ConfigOption
    @OptionGroup var form: JSONOption
    @Option(name: .long, help: "Only this room or space: its ID, or its name or alias if only one has it.") var room: String?

    func run() async throws {
        try await CommandFailure.reported {
            let desk = try Desk(file)
            let room = try room.map { try RoomArgument.room($0, desk).text }
            let answer = try desk.get("plan", [("room", room)])
            if form.json { return JSONOption.show(answer) }
            Output.show(PlanLines.all(of: try desk.decoded(PlanAnswer.self, answer)))
        }
    }
}
