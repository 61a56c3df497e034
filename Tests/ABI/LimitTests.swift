import Testing
import UsherWire

/// Rule R12 is a table for people; what is enforced is `Limit`.
@Suite("The limits of usher_plugin.h")
struct LimitTests {
    private static let enforced: [String: Int] = [
        "usher_plugin.manifest_json": Limit.manifest,
        "usher_error.message": Limit.message,
        "usher_evidence.reason": Limit.reason, "usher_evidence.facts_json": Limit.facts,
        "usher_member.account_id": Limit.accountID, "usher_member.account_name": Limit.accountName,
        "usher_member.facts_json": Limit.facts,
        "usher_page.next_cursor": Limit.cursor, "usher_page.etag": Limit.cursor,
        "usher_group.id": Limit.group, "usher_group.name": Limit.group, "usher_group.kind": Limit.group,
        "usher_group.description": Limit.description, "usher_group.icon_url": Limit.url,
        "usher_group.requirement_json": Limit.groupRequirement,
        "usher_event.account_id": Limit.accountID, "usher_event.group_id": Limit.group, "usher_event.dedupe_id": Limit.group,
        "usher_reply.content_type": Limit.contentType, "usher_reply.body": Limit.replyBody,
        "usher_link_step.url": Limit.url, "usher_link_step.form_json": Limit.form, "usher_link_step.message": Limit.message,
        "usher_link_step.state": Limit.state, "usher_link_step.account_id": Limit.accountID,
        "usher_link_step.account_name": Limit.accountName, "usher_link_step.link_json": Limit.linkJSON,
        "usher_link_step.secret": Limit.secret,
        "usher_claim.room": Limit.room, "usher_claim.account_id": Limit.accountID,
        "usher_claim.account_name": Limit.accountName, "usher_claim.from": Limit.from,
        "usher_action.id": Limit.id, "usher_action.title": Limit.title, "usher_action.signature": Limit.signature,
        "usher_result.json": Limit.result,
        "usher_http_request.method": Limit.algorithm, "usher_http_request.url": Limit.url,
        "usher_http_request.body": Limit.body, "usher_http_request.auth_scheme": Limit.headerName,
        "usher_http_request.auth_secret_key": Limit.secretName,
    ]

    /// The table as the header has it, and the sentence behind it.
    private static func rule() throws -> (table: [String: Int], rest: String) {
        let header = try Repository.read("PluginABI/include/usher_plugin.h")
        let start = try #require(header.firstRange(of: " *  R12 limits")?.lowerBound)
        let end = try #require(header[start...].firstRange(of: " */")?.lowerBound)
        var table: [String: Int] = [:]
        var name = ""
        var rest = ""
        for line in header[start..<end].split(separator: "\n") {
            let words = line.dropFirst(2).split(separator: " ").map(String.init)
            guard line.hasPrefix(" *                 ") else {
                rest += words.joined(separator: " ") + " "
                continue
            }
            if let first = words.first, first.hasPrefix("usher_") { name = first }
            let members = line.matches(of: /(\w+) (\d+)( KiB| MiB)?(?:,|$)/)
            for member in members {
                let unit = member.3.map { $0 == " KiB" ? 1 << 10 : 1 << 20 } ?? 1
                table["\(name).\(member.1)"] = (Int(member.2) ?? 0) * unit
            }
        }
        return (table, rest)
    }

    @Test("name every member with its size, and are those that the host enforces")
    func members() throws {
        let table = try Self.rule().table
        for (member, limit) in Self.enforced { #expect(table[member] == limit, "\(member)") }
        #expect(Set(table.keys) == Set(Self.enforced.keys))
        // Every text that is emitted has one.
        let golden = try Repository.read("PluginABI/Layout/v1.0.json")
        let structs = golden.matches(
            of: /"(usher_\w+)": \{\n   "size": \d+,\n   "alignment": \d+,\n   "fields": \[(.*?)\n   \]/.dotMatchesNewlines())
        for part in structs where part.2.contains("\"head\"") {
            for field in part.2.matches(of: /"name": "(\w+)",\s+"type": "usher_str"/) {
                #expect(table["\(part.1).\(field.1)"] != nil, "\(part.1).\(field.1) has no limit in R12")
            }
        }
    }

    @Test("and counts are those that the host enforces")
    func counts() throws {
        let text = try Self.rule().rest
        for expected in [
            "\(Limit.callMemory >> 20) MiB of memory handed out in a call",
            "\(Limit.itemsPerPage / 1_000),000 items and \(Limit.pageBytes >> 20) MiB in a page",
            "\(Limit.headers) headers, each with a name of \(Limit.headerName) and a value of \(Limit.headerValue >> 10) KiB",
            "two minutes for an exchange", "\(Limit.actions) actions with \(Limit.arguments) parameters each",
            "\(Limit.logText >> 10) KiB in a line of the log",
            "\(Limit.callThreads) calls and \(Limit.watchThreads) watches that run at once",
        ] {
            #expect(text.contains(expected), "\(expected)")
        }
        #expect(Limit.exchangeMilliseconds == 2 * 60_000)
        let header = try Repository.read("PluginABI/include/usher_plugin.h")
        #expect(header.contains("values at most \(Limit.value >> 10) KiB"))
        #expect(header.contains("values at most \(Limit.secret >> 10) KiB"))
        #expect(header.contains("never beyond 4,096 bytes") && Limit.structure == 4_096)
        #expect(header.contains("(at most \(Limit.subjects))"))
        #expect(header.contains("(never more than 1,000)") && Limit.keys == 1_000)
        #expect(header.contains("up to \(Limit.exchanges) exchanges"))
    }
}
