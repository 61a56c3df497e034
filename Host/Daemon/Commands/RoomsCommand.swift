import ArgumentParser
import UsherServer

/// `usher rooms`
struct RoomsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rooms", abstract: "List the rooms and spaces that rules govern, and how they fare.")

    @OptionGroup var file: ConfigOption
    @OptionGroup var form: JSONOption

    func run() async throws {
        try await CommandFailure.reported {
            let desk = try Desk(file)
            let answer = try desk.get("rooms")
            if form.json { return JSONOption.show(answer) }
            Output.show(RoomLines.table(try desk.decoded(RoomsAnswer.self, answer).rooms))
        }
    }
}
