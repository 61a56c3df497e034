/// What a test process tells the driver, one line each: fields between tabs.
///
/// The plugin runs in the process that writes them, so that they prove nothing against a plugin that lies on purpose: the
/// checker is there for authors, the sandbox for the others.
enum Message: Equatable {
    case finding(Finding)
    /// The test could not be run, and why.
    case skipped(String)
    /// Something the author may want to know.
    case note(String)
    /// The test came to its end.
    case done

    var line: String {
        switch self {
        case .finding(let finding):
            Self.join([
                "finding", finding.severity.rawValue, finding.rule.rawValue, finding.function, finding.what, finding.change,
                String(finding.seed),
            ])
        case .skipped(let reason): Self.join(["skipped", reason])
        case .note(let text): Self.join(["note", text])
        case .done: "done\n"
        }
    }

    /// `nil` when the line is none of ours.
    init?(line: String) {
        let fields = line.split(separator: "\t", omittingEmptySubsequences: false).map { Self.unescape($0) }
        switch (fields.first, fields.count) {
        case ("finding", 7):
            guard let severity = Finding.Severity(rawValue: fields[1]), let rule = Rule(rawValue: fields[2]),
                let seed = UInt64(fields[6])
            else { return nil }
            self = .finding(
                Finding(
                    severity: severity, rule: rule, function: fields[3], what: fields[4], change: fields[5], seed: seed))
        case ("skipped", 2): self = .skipped(fields[1])
        case ("note", 2): self = .note(fields[1])
        case ("done", 1): self = .done
        default: return nil
        }
    }

    private static func join(_ fields: [String]) -> String {
        fields.map(escape).joined(separator: "\t") + "\n"
    }

    private static func escape(_ text: String) -> String {
        var escaped = ""
        for character in text.unicodeScalars {
            switch character {
            case "\\": escaped += "\\\\"
            case "\t": escaped += "\\t"
            case "\n": escaped += "\\n"
            default: escaped.unicodeScalars.append(character.value < 0x20 || character.value == 0x7f ? "?" : character)
            }
        }
        return escaped
    }

    private static func unescape(_ text: Substring) -> String {
        var plain = ""
        var isEscaped = false
        for character in text.unicodeScalars {
            if isEscaped {
                plain.unicodeScalars.append(character == "t" ? "\t" : character == "n" ? "\n" : character)
                isEscaped = false
            } else if character == "\\" {
                isEscaped = true
            } else {
                plain.unicodeScalars.append(character)
            }
        }
        return plain
    }
}
