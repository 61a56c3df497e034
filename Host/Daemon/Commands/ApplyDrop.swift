import ArgumentParser
import UsherServer

/// `usher apply HASH`
struct Apply: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Carry out a plan that the brakes hold.",
        discussion: "Shows it first, and asks. Exactly these acts are done, as far as each is still wanted.")

    @OptionGroup var file: ConfigOption
    @Flag(name: .long, help: "Do not ask.") var yes = false
    @Argument(help: "The plan's first 12 digits or more, as `usher plan` shows them.") var hash: String

    func run() async throws {
        try await CommandFailure.reported {
            let desk = try Desk(file)
            let plan = try HeldPlanArgument.plan(hash, desk)
            Output.show(PlanLines.held(plan))
            guard try yes || Confirmation.isGiven(to: "apply \(hash)", otherwise: "say --yes if you mean it") else {
                throw CommandFailure("nothing was done")
            }
            // By the whole hash: what was shown, and nothing else.
            let answer = try desk.post("plans/apply", ["hash": plan.hash], as: ApplyAnswer.self)
            print(
                "run \(answer.run) began \(answer.acts) of \(plan.acts.count) acts; to take it back: usher undo \(answer.run)"
            )
        }
    }
}

/// `usher drop HASH`
struct Drop: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Say no to a plan that the brakes hold.",
        discussion: "It is held again only if something else would be done, or after seven days.")

    @OptionGroup var file: ConfigOption
    @Argument(help: "The plan's first 12 digits or more, as `usher plan` shows them.") var hash: String

    func run() async throws {
        try await CommandFailure.reported {
            let desk = try Desk(file)
            let plan = try HeldPlanArgument.plan(hash, desk)
            _ = try desk.post("plans/drop", ["hash": plan.hash])
            print("dropped \(plan.hash)")
        }
    }
}

/// The one held plan that some digits name.
enum HeldPlanArgument {
    static func plan(_ digits: String, _ desk: Desk) throws -> HeldPlanShape {
        let held = try desk.get("plans", as: HeldPlansAnswer.self).held
        let found = held.filter { $0.hash.hasPrefix(digits.lowercased()) }
        guard digits.count >= 12, found.count == 1 else {
            let list = held.isEmpty ? "none is held" : "held: \(held.map { String($0.hash.prefix(12)) }.joined(separator: ", "))"
            throw CommandFailure(.usage, "no plan, or more than one, begins with the 12 digits or more of \"\(digits)\"; \(list)")
        }
        return found[0]
    }
}
