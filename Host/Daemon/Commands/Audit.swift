import ArgumentParser
import FoundationEssentials
import UsherDomain
import UsherServer
import UsherStore

/// `usher audit`
struct Audit: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show what was done, by whom, to whom, and why; newest first.",
        discussion: "Asks the daemon. When none serves, reads the database.")

    @OptionGroup var file: ConfigOption
    @OptionGroup var form: JSONOption
    @Flag(name: .long, help: "Print a table in commas (RFC 4180) for spreadsheets.") var csv = false
    @Option(name: .long, help: "Only entries from then on: 24h, 2026-12-01, or 2026-12-01T09:00:00Z.") var since: String?
    @Option(name: .long, help: "Only entries before then, written in the same way.") var until: String?
    @Option(name: .long, help: "Only entries about this room.") var room: String?
    @Option(name: .long, help: "Only entries about this Matrix ID.") var user: String?
    @Option(name: .customLong("run"), help: "Only entries of this run.") var number: Int64?
    @Option(name: .long, help: "Most entries; without it, all.") var limit: Int?

    func run() async throws {
        try await CommandFailure.reported {
            guard !(form.json && csv) else { throw CommandFailure(.usage, "choose one of --json and --csv") }
            guard limit ?? 1 > 0 else { throw CommandFailure(.usage, "--limit must be at least 1") }
            let now = SystemWallClock().now()
            var pages = AuditPages(run: number)
            pages.since = try since.map { try Self.moment($0, "--since", now) }
            pages.until = try until.map { try Self.moment($0, "--until", now) }
            let assembly = Assembly(try file.read(), path: file.config)
            let desk = Desk(assembly)
            pages.user = try user.map { try Self.user($0) }
            if try desk.answer("audit", [("limit", "1")]) != nil {
                pages.room = try room.map { try RoomArgument.room($0, desk) }
                show(try pages.entries(limit: limit) { try desk.get("audit", $0, as: AuditAnswer.self) })
            } else {
                pages.room = try room.map { try Self.room($0) }
                show(try await assembly.withStore { store in try await pages.entries(limit: limit, from: store.journal) })
            }
        }
    }

    private func show(_ entries: [AuditAnswer.Entry]) {
        if form.json {
            JSONOption.show(Self.document(entries))
        } else if csv {
            print(AuditLines.tableHead + entries.map(AuditLines.tableRow).joined(), terminator: "")
        } else {
            Output.show(entries.map(AuditLines.line))
        }
    }

    private static func document(_ entries: [AuditAnswer.Entry]) -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            return try encoder.encode(["entries": entries])
        } catch {
            preconditionFailure("texts and whole numbers always encode: \(error)")
        }
    }

    /// A moment, or a length of time before `now`.
    static func moment(_ text: String, _ option: String, _ now: Instant) throws(CommandFailure) -> Instant {
        if let length = DurationWords.milliseconds(text) { return now.advanced(byMilliseconds: -length) }
        guard let moment = MomentWords.moment(text) else {
            throw CommandFailure(.usage, "\(option) must be \(MomentWords.expectation), or \(DurationWords.expectation)")
        }
        return moment
    }

    private static func user(_ text: String) throws(CommandFailure) -> UserID {
        guard let user = UserID(text) else {
            throw CommandFailure(.usage, "--user must be a Matrix ID such as @alice:example.org")
        }
        return user
    }

    private static func room(_ text: String) throws(CommandFailure) -> RoomID {
        guard let room = RoomID(text) else {
            throw CommandFailure(.usage, "without a daemon, --room must be a room ID such as !abc:example.org")
        }
        return room
    }
}
