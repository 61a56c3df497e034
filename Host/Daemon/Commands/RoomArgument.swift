import ArgumentParser
import FoundationEssentials
import UsherDomain
import UsherServer

/// A room on the command line: its ID, or the name or alias by which Usher knows it, if only one has it.
enum RoomArgument {
    static let help = ArgumentHelp("The room or space: its ID, or its name or alias if only one has it.")

    /// The room that `text` means, among those that the daemon knows.
    static func room(_ text: String, _ desk: Desk) throws -> RoomID {
        if let room = RoomID(text) { return room }
        let rooms = try desk.get("rooms", as: RoomsAnswer.self).rooms
        let found = rooms.filter { $0.name?.lowercased() == text.lowercased() }
        if found.count == 1, let room = RoomID(found[0].room) { return room }
        guard found.isEmpty else {
            throw CommandFailure(
                .usage, "several rooms are called \"\(text)\": name one by its ID: \(found.map(\.room).joined(separator: ", "))")
        }
        let advice = NearestWord.of(text, among: rooms.compactMap(\.name)).map { "did you mean \"\($0)\"?" }
        throw CommandFailure(
            .usage, "no room that Usher knows is called \"\(text)\"; \(advice ?? "`usher rooms` lists them, or give its ID")")
    }
}
