internal import UsherWire

/// Looks at "check" of a manifest: what is mistyped there is never tried, and nobody would notice.
struct CheckSectionCheck {
    private static let subject = ["account_id", "account_name", "link", "secret"]
    private static let answer = ["method", "url", "status", "headers", "body"]
    private static let request = ["headers", "query", "body"]

    private let members: ManifestMembers

    init(_ members: ManifestMembers) {
        self.members = members
    }

    func check(_ section: JSONValue) {
        members.forEach(section, at: "check.", known: CheckSettings.keys) { key, value in
            switch key {
            case "subject": object(value, "check.subject", Self.subject)
            case "webhook": object(value, "check.webhook", Self.request)
            case "secrets" where value.kind != .object:
                members.error("check.secrets is \(value.written.prefix(60))", "it must be an object: a text for each name")
            case "code" where value.kind != .string:
                members.error("check.code is \(value.written.prefix(60))", "it must be a text")
            case "http": answers(value)
            default: break
            }
        }
    }

    private func answers(_ list: JSONValue) {
        guard list.kind == .array else {
            return members.error("check.http is \(list.written.prefix(60))", "it must be a list of answers, each with a url")
        }
        list.forEachMember { _, answer in
            object(answer, "check.http", Self.answer)
            if answer.kind == .object, answer.child("url")?.kind != .string {
                members.error("check.http has an answer without a url", "name the whole address that is asked for")
            }
        }
    }

    private func object(_ value: JSONValue, _ path: String, _ known: [String]) {
        guard value.kind == .object else {
            return members.error(
                "\(path) is \(value.written.prefix(60))", "it must be an object of \(known.joined(separator: ", "))")
        }
        members.forEach(value, at: "\(path).", known: known) { _, _ in }
    }
}
