import ArgumentParser
import UsherServer

/// `usher undo RUN`
struct Undo: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Invite back whom a run removed, and leave them alone for a week.",
        discussion: "`usher audit` shows which run did what. Shows whom it concerns first, and asks.")

    @OptionGroup var file: ConfigOption
    @Flag(name: .long, help: "Do not ask.") var yes = false
    @Argument(help: "The run's number.") var number: Int64

    func run() async throws {
        try await CommandFailure.reported {
            let desk = try Desk(file)
            let taken = ["removed", "withdrawn"]
            let entries = try AuditPages(run: number).entries(limit: nil) { query in
                try desk.get("audit", query, as: AuditAnswer.self)
            }.filter { taken.contains($0.act) }
            guard yes || !entries.isEmpty else {
                throw CommandFailure(.usage, "run \(number) took nobody out of a room: `usher audit` shows which run did what")
            }
            Output.show(Columns.lines(entries.map { ["    invite", $0.user ?? "", $0.room ?? ""] }))
            let question = "undo \(number)"
            guard
                try yes
                    || Confirmation.isGiven(
                        to: question, effect: "invites \(entries.count) times", otherwise: "say --yes if you mean it")
            else { throw CommandFailure("nothing was done") }
            let answer = try desk.post("undo", ["run": number], as: UndoAnswer.self)
            print("run \(answer.run) invites back \(answer.people) people")
        }
    }
}
