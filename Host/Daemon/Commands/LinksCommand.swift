import ArgumentParser
import UsherDomain
import UsherServer

/// `usher links`: who has which account.
struct LinksCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "links", abstract: "See, add and remove links between Matrix users and accounts.",
        subcommands: [List.self, Add.self, Remove.self])

    /// `usher links list`
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List all links.")

        @OptionGroup var file: ConfigOption
        @OptionGroup var form: JSONOption

        func run() async throws {
            try await CommandFailure.reported {
                let desk = try Desk(file)
                let answer = try desk.get("links")
                if form.json { return JSONOption.show(answer) }
                let links = try desk.decoded(LinksAnswer.self, answer).links
                Output.show(
                    Columns.lines(
                        links.map {
                            let linked = Instant(unixMilliseconds: $0.linked_at).text
                            return [$0.user, $0.instance, $0.account, $0.name, linked, "by \($0.proven_by)"]
                                + ($0.wants_relink ? ["has to be linked again"] : [])
                        }))
            }
        }
    }

    /// `usher links add USER INSTANCE ACCOUNT [NAME]`
    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Link an account to a user, by your word.",
            discussion: "An account belongs to one user: whoever had it before loses it, and this says so.")

        @OptionGroup var file: ConfigOption
        @Argument(help: "The Matrix ID.") var user: String
        @Argument(help: "The instance.") var instance: String
        @Argument(help: "The account's id there: the one that never changes.") var account: String
        @Argument(help: "Its name there, to show.") var name: String?

        func run() async throws {
            try await CommandFailure.reported {
                let body = ["user": user, "instance": instance, "account": account, "name": name ?? ""]
                let answer = try Desk(file).post("links/add", body, as: LinkAddedAnswer.self)
                print("linked \(account.shown) at \(instance) to \(user.shown)")
                if let taken = answer.taken_from { print("taken from \(taken.shown)") }
            }
        }
    }

    /// `usher links remove USER INSTANCE`
    struct Remove: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Take a link away.", discussion: "Rules that ask about it refuse the user from then on.")

        @OptionGroup var file: ConfigOption
        @Argument(help: "The Matrix ID.") var user: String
        @Argument(help: "The instance.") var instance: String

        func run() async throws {
            try await CommandFailure.reported {
                _ = try Desk(file).post("links/remove", ["user": user, "instance": instance])
                print("unlinked \(user.shown) at \(instance)")
            }
        }
    }
}
