import ArgumentParser
import UsherDomain
import UsherServer

/// `usher room`: how a rule is carried out in a room or space.
struct RoomCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "room", abstract: "Show and change the settings of a room or space.", subcommands: [Show.self, Set.self])

    private struct Settings: Encodable {
        let room: String
        let settings: SettingsChange
    }

    /// `usher room show ROOM`
    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show a room: its people, what holds there, what is set there, and what stands in the way.")

        @OptionGroup var file: ConfigOption
        @OptionGroup var form: JSONOption
        @Argument(help: RoomArgument.help) var room: String

        func run() async throws {
            try await CommandFailure.reported {
                let desk = try Desk(file)
                let answer = try desk.get("room", [("room", try RoomArgument.room(room, desk).text)])
                if form.json { return JSONOption.show(answer) }
                Output.show(RoomLines.all(of: try desk.decoded(RoomShape.self, answer)))
            }
        }
    }

    /// `usher room set ROOM key=value …`
    struct Set: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Change settings of a room, or of a space and everything below it.",
            discussion: """
                phase=observe|announce:DATE|enforce  how far the rule is carried out
                grace=7d                             how long somebody stays who is no longer entitled (0s: not at all)
                shadows=report|remove                people who have linked no account
                knocks=answer|leave                  who answers people who knock
                brakes=5,20                          what may be taken away at once: people, percent
                exempt+=@x:y  exempt-=@x:y           who is left alone; * and ? stand for other characters
                below=yes|no                         whether it holds below a space, too
                inherit=yes|no                       whether the spaces above have a say
                phase, grace, shadows, knocks and brakes can be set to `inherit`: then the spaces above decide.
                """)

        @OptionGroup var file: ConfigOption
        @Argument(help: RoomArgument.help) var room: String
        @Argument(help: "Settings, as key=value.") var settings: [String]

        func run() async throws {
            try await CommandFailure.reported {
                let desk = try Desk(file)
                let change = try SettingWords.change(settings, now: SystemWallClock().now())
                let room = try RoomArgument.room(room, desk)
                let outcome = try desk.post(
                    "rooms/configure", Settings(room: room.text, settings: change), as: PolicyOutcome.self)
                Output.warn(outcome.warnings)
                PolicyChange.show(outcome, of: room)
            }
        }
    }
}
