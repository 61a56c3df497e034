import ArgumentParser
import UsherDomain
import UsherServer

/// `usher status`
struct Status: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Say how the loop over rooms fares.")

    @OptionGroup var file: ConfigOption
    @OptionGroup var form: JSONOption

    func run() async throws {
        try await CommandFailure.reported {
            let desk = try Desk(file)
            let answer = try desk.get("status")
            if form.json { return JSONOption.show(answer) }
            let status = try desk.decoded(StatusAnswer.self, answer)
            let swept = status.sweep_finished_at.map { Instant(unixMilliseconds: $0).text } ?? "never"
            print(status.ready ? "the rooms are read" : "the rooms are not read yet: nothing is done before")
            if status.paused { print("paused: `usher resume` goes on") }
            if status.dead_man { print("no sweep has finished for too long: nothing is taken from anybody before one has") }
            print("last sweep      \(swept)")
            print("governed rooms  \(status.governed_rooms)")
            print("waiting acts    \(status.waiting_acts)")
            print("held plans      \(status.held_plans)\(status.held_plans > 0 ? ": `usher plan` shows them" : "")")
        }
    }
}
