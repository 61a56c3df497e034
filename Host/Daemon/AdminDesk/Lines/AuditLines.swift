import UsherDomain
import UsherServer

/// Entries of the audit log, as `usher audit` prints them.
enum AuditLines {
    /// The columns of the table in commas, in the order of JSON's members as they are documented.
    private static let columns = [
        "number", "at", "act", "actor", "user", "room", "instance", "reason", "evidence", "run", "rule_version",
    ]

    /// For people, a line each.
    static func line(_ entry: AuditAnswer.Entry) -> String {
        var parts = [Instant(unixMilliseconds: entry.at).rfc3339, entry.act, "by \(entry.actor)"]
        if let user = entry.user { parts.append(user) }
        if let room = entry.room { parts.append("in \(room)") }
        if let instance = entry.instance { parts.append("at \(instance)") }
        if let run = entry.run { parts.append("run \(run)") }
        parts.append(entry.reason)
        return parts.map(\.shown).joined(separator: "\t")
    }

    /// The first line of a table in commas.
    static var tableHead: String { columns.joined(separator: ",") + "\r\n" }

    /// One line of it, with its end (RFC 4180).
    static func tableRow(_ entry: AuditAnswer.Entry) -> String {
        let fields = [
            "\(entry.number)", Instant(unixMilliseconds: entry.at).rfc3339, entry.act, entry.actor, entry.user ?? "",
            entry.room ?? "", entry.instance ?? "", entry.reason, entry.evidence, entry.run.map { "\($0)" } ?? "",
            entry.rule_version ?? "",
        ]
        return fields.map(field).joined(separator: ",") + "\r\n"
    }

    /// Quoted where it must be. What a spreadsheet would take for a formula gets a `'` in front: people choose their own names.
    static func field(_ text: String) -> String {
        let steering: Set<Unicode.Scalar> = [
            "=", "+", "-", "@", "\t", "\r", "\n", "\u{ff1d}", "\u{ff0b}", "\u{ff0d}", "\u{ff20}",
        ]
        let guarded = text.unicodeScalars.first.map(steering.contains) == true ? "'" + text : text
        let needsQuotes = guarded.unicodeScalars.contains { [",", "\"", "\r", "\n"].contains($0) }
        return needsQuotes ? "\"\(guarded.replacing("\"", with: "\"\""))\"" : guarded
    }
}
