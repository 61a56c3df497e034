import ArgumentParser
import UsherDomain
import UsherServer

/// `usher rule`: who may be in a room or space.
struct RuleCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rule", abstract: "Show, check, set and remove the rule of a room or space.",
        discussion: "A rule reads like: (staff:core or shop:gold) and not staff:contractors. See docs/reference/rules.md.",
        subcommands: [Show.self, Check.self, Set.self, Remove.self])

    /// A rule, for the API.
    private struct Expression: Encodable {
        var room: String?
        var expression: String?

        /// Reads the rule here, too, so that a mistake is shown where it is.
        init(_ expression: String, of room: RoomID? = nil) throws(CommandFailure) {
            do {
                _ = try Rule(text: expression)
            } catch {
                throw CommandFailure(.usage, "\(error)\n\(error.excerpt)")
            }
            self.room = room?.text
            self.expression = expression
        }

        /// The rule that is set for a room.
        init(of room: RoomID) {
            self.room = room.text
        }
    }

    /// `usher rule show ROOM`
    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Show which rule holds in a room, and whose it is.")

        @OptionGroup var file: ConfigOption
        @Argument(help: RoomArgument.help) var room: String

        func run() async throws {
            try await CommandFailure.reported {
                let desk = try Desk(file)
                let shape = try desk.get("room", [("room", try RoomArgument.room(room, desk).text)], as: RoomShape.self)
                print(shape.policy.rule)
                for source in shape.policy.sources {
                    let way = source.path.isEmpty ? "" : " via \(source.path.joined(separator: ", "))"
                    print("    from \(source.room.shown), revision \(source.revision)\(way.shown)")
                }
                if shape.policy.sources.isEmpty { print("    no rule: nobody is let in, and nobody is removed") }
            }
        }
    }

    /// `usher rule check ROOM [EXPRESSION]`
    struct Check: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Say what is wrong with a rule, and what it would come to in a room. Changes nothing.",
            discussion: "Without EXPRESSION: the rule that is set there. A rule alone, without a room, is only read and checked.")

        @OptionGroup var file: ConfigOption
        @Argument(help: RoomArgument.help) var room: String
        @Argument(help: "The rule.") var expression: String?

        func run() async throws {
            try await CommandFailure.reported {
                let desk = try Desk(file)
                let answer = try desk.post("rules/check", try question(desk), as: RuleCheckAnswer.self)
                Output.warn(answer.warnings)
                guard answer.errors.isEmpty else { throw CommandFailure(.usage, answer.errors.joined(separator: "\n")) }
                print(answer.rule.shown)
                Output.show(RuleCheckLines.effect(of: answer))
            }
        }

        private func question(_ desk: Desk) throws -> Expression {
            if let expression { return try Expression(expression, of: try RoomArgument.room(room, desk)) }
            // A rule names requirements with a colon; so do only a room's ID and its alias.
            let isRule = room.contains { ":(".contains($0) } && !["!", "#"].contains(room.first)
            return isRule ? try Expression(room) : Expression(of: try RoomArgument.room(room, desk))
        }
    }

    /// `usher rule set ROOM EXPRESSION`
    struct Set: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Set the rule of a room, or of a space and everything below it.",
            discussion: "A room without a phase begins in `observe`: nothing is done until you say `usher room set ROOM phase=…`."
        )

        @OptionGroup var file: ConfigOption
        @Argument(help: RoomArgument.help) var room: String
        @Argument(help: "The rule.") var expression: String

        func run() async throws {
            try await CommandFailure.reported {
                let desk = try Desk(file)
                let room = try RoomArgument.room(room, desk)
                let outcome = try desk.post(
                    "rules/set", try Expression(expression, of: room), as: PolicyOutcome.self)
                Output.warn(outcome.warnings)
                PolicyChange.show(outcome, of: room)
            }
        }
    }

    /// `usher rule remove ROOM`
    struct Remove: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Remove the rule of a room or space. Nobody is removed by that.",
            discussion: "What the spaces above say holds again, if they have a rule.")

        @OptionGroup var file: ConfigOption
        @Flag(name: .long, help: "Remove all settings of the room, too.") var settings = false
        @Argument(help: RoomArgument.help) var room: String

        func run() async throws {
            try await CommandFailure.reported {
                let desk = try Desk(file)
                let room = try RoomArgument.room(room, desk)
                let path = settings ? "policies/remove" : "rules/remove"
                let outcome = try desk.post(path, ["room": room.text], as: PolicyOutcome.self)
                PolicyChange.show(outcome, of: room)
            }
        }
    }
}

/// What came of a change of a room's rule or settings.
enum PolicyChange {
    static func show(_ outcome: PolicyOutcome, of room: RoomID) {
        guard let policy = outcome.policy else {
            print("nothing is set for \(room.text.shown) any more; nobody is removed by that")
            return
        }
        print("\(room.text.shown)\trevision \(policy.revision)")
        for word in RoomLines.words(of: policy) { print("    \(word.shown)") }
    }
}
