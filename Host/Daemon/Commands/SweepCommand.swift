import ArgumentParser
import UsherDomain
import UsherServer

/// `usher sweep`
struct SweepCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sweep", abstract: "Ask every third party anew, and plan every room. Waits until that is done.")

    /// An hour: third parties make us wait for their limits.
    private static let patienceSeconds = 3_600

    @OptionGroup var file: ConfigOption

    func run() async throws {
        try await CommandFailure.reported {
            let answer = try Desk(file).post(
                "sweep", NoDetails(), as: SweepAnswer.self, patienceSeconds: Self.patienceSeconds)
            let time = answer.took_ms < 1_000 ? "\(answer.took_ms) ms" : DurationText.text(milliseconds: answer.took_ms)
            print("\(answer.answered) requirements answered, \(answer.unanswered.count) not, \(answer.rooms) rooms, \(time)")
            for missing in answer.unanswered {
                print("unknown\t\(missing.instance)\(missing.json.shown)\t\(missing.why.shown)")
            }
        }
    }
}
