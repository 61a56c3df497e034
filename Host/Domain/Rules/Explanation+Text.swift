extension Explanation {
    /// The tree for people, a line for each part; `*` marks the requirements that decide. No line ends in a line break but the
    /// last.
    ///
    ///       fails     all of
    ///       fails       any of
    ///     * fails         staff:core: not a member (found 2026-11-23 15:04:05 UTC, good until 2026-11-23 16:04:05 UTC)
    ///     * unproven      shop:gold: no account linked
    ///       holds       not staff:contractors
    ///       fails         staff:contractors: ...
    public var text: String {
        var lines: [String] = []
        write(into: &lines, level: 0, excluded: false, isDecisive: true)
        return lines.joined(separator: "\n") + "\n"
    }

    private func write(into lines: inout [String], level: Int, excluded: Bool, isDecisive: Bool) {
        switch part {
        case .empty: lines.append(line("none: this rule admits nobody and removes nobody", level, false))
        case .requirement(let leaf, let evidence):
            lines.append(line(Self.title(leaf) + Self.finding(evidence), level, isDecisive))
        case .not(let part):
            lines.append(line("not", level, false))
            part.write(into: &lines, level: level + 1, excluded: !excluded, isDecisive: isDecisive)
        case .all(let parts), .any(let parts):
            if case .all = part { lines.append(line("all of", level, false)) } else { lines.append(line("any of", level, false)) }
            let verdict = verdict(excluded: excluded)
            for part in parts {
                let decides = part.verdict(excluded: excluded) == verdict
                part.write(into: &lines, level: level + 1, excluded: excluded, isDecisive: isDecisive && decides)
            }
        }
    }

    private func line(_ text: String, _ level: Int, _ isDecisive: Bool) -> String {
        let word = verdict.word + String(repeating: " ", count: 10 - verdict.word.count)
        return (isDecisive ? "* " : "  ") + word + String(repeating: "  ", count: level) + text
    }

    private static func title(_ leaf: Rule.Leaf) -> String {
        switch leaf {
        case .named(let name): name.description
        case .requirement(let requirement): requirement.instance.text + requirement.json
        }
    }

    private static func finding(_ evidence: LeafEvidence) -> String {
        var times: [String] = []
        if let observed = evidence.observedAt { times.append("found \(observed.text)") }
        if let until = evidence.freshUntil { times.append("good until \(until.text)") }
        // What an instance said must not draw on the terminal, or begin a line of its own.
        let reason = String(
            String.UnicodeScalarView(
                evidence.reason.unicodeScalars.map { $0.value < 0x20 || (0x7f...0x9f).contains($0.value) ? " " : $0 }))
        let parts = [evidence.isDeparted ? "the account is no longer linked" : "", reason].filter { !$0.isEmpty }
        return (parts.isEmpty ? "" : ": " + parts.joined(separator: "; "))
            + (times.isEmpty ? "" : " (\(times.joined(separator: ", ")))")
    }
}
