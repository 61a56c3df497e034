import UsherDomain

/// What people are told by direct message: the reason, what to do, until when. Plain text; one message for all rooms at once.
enum NoticeText {
    /// Most rooms named in one message; the others are counted.
    static let roomsMax = 20

    /// One room in a message.
    struct Room: Hashable {
        let name: String
        let isSpace: Bool
        let reason: String
        let dueAt: Instant
    }

    /// Somebody will have to go.
    static func warning(_ rooms: [Room], page: String) -> String {
        let due = rooms.map(\.dueAt).min() ?? Instant(unixMilliseconds: 0)
        var lines = [
            rooms.count == 1
                ? "You will be removed from \(rooms[0].name) on \(due.text)."
                : "You will be removed from \(rooms.count) rooms, the first on \(due.text)."
        ]
        lines += reasons(rooms)
        lines.append("What you can do: open \(page), see what is missing, and link the account that entitles you.")
        lines.append("If you are entitled again before then, nothing happens. Questions go to the people who run the rooms.")
        return lines.joined(separator: "\n")
    }

    /// Somebody who was told so may stay.
    static func spared(_ rooms: [Room]) -> String {
        rooms.count == 1
            ? "All is well again: you stay in \(rooms[0].name)."
            : "All is well again: you stay in " + list(rooms.map(\.name)) + "."
    }

    private static func reasons(_ rooms: [Room]) -> [String] {
        if rooms.count == 1 { return ["Why: \(rooms[0].reason)"] }
        let shown = rooms.prefix(roomsMax).map { "- \($0.name), on \($0.dueAt.text): \($0.reason)" }
        return rooms.count > roomsMax ? shown + ["- and \(rooms.count - roomsMax) more"] : shown
    }

    private static func list(_ names: [String]) -> String {
        let shown = names.prefix(roomsMax).joined(separator: ", ")
        return names.count > roomsMax ? "\(shown) and \(names.count - roomsMax) more" : shown
    }
}
