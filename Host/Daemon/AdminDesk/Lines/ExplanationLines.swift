import UsherDomain
import UsherServer

/// Why a person is in or out of a room, as `usher explain` prints it.
struct ExplanationLines {
    let answer: ExplanationAnswer

    var lines: [String] {
        var lines = ["\(answer.user.shown)\tin \(answer.room.shown)\(answer.name.map { " (\($0.shown))" } ?? "")"]
        lines.append("    stands     \(answer.standing ?? "nobody knows: the bot cannot read it")")
        lines.append("    rule says  \(Self.sentence(answer.verdict))")
        lines += Self.tree(answer.explanation, indent: 2)
        lines += answer.policy_steps.map { "    policy     \($0.shown)" }
        lines += answer.exemptions.map { "    left alone \($0.shown)" }
        if let departure = answer.departure {
            let told = departure.noticed_at.map { "told at \(Self.moment($0))" } ?? "not told yet"
            lines.append(
                "    leaving    since \(Self.moment(departure.since)), stays until \(Self.moment(departure.due_at)), \(told)"
            )
        }
        lines.append("    next       \(answer.acts.isEmpty ? "nothing" : answer.acts.joined(separator: ", "))")
        if let waiting = answer.waiting { lines.append("    under way  \(waiting)") }
        lines += answer.unconfirmed.map { "    waits      \(UnconfirmedLines.sentence($0))" }
        lines += answer.problems.map { "    problem    \($0.text.shown)" }
        lines += advice.map { "    to do      \($0)" }
        return lines
    }

    private static func sentence(_ verdict: String) -> String {
        switch verdict {
        case "holds": "holds: they are entitled"
        case "fails": "fails: they are not entitled"
        case "unproven": "unproven: an account is missing that could be asked about"
        default: "unknown: nobody knows, so that nothing happens"
        }
    }

    private static func tree(_ part: ExplanationShape, indent: Int) -> [String] {
        let space = String(repeating: "    ", count: indent)
        guard let asked = part.asked else {
            let word = part.part == "empty" ? "none (admits and removes nobody)" : part.part
            return ["\(space)\(part.verdict)\t\(word)"] + part.parts.flatMap { tree($0, indent: indent + 1) }
        }
        var notes: [String] = []
        if asked.departed { notes.append("took the link away") }
        if asked.question == nil { notes.append("nobody has defined it") }
        if !asked.reason.isEmpty { notes.append(asked.reason) }
        if let seen = asked.observed_at { notes.append("seen \(moment(seen))") }
        if let fresh = asked.fresh_until { notes.append("good until \(moment(fresh))") }
        if asked.wants_relink { notes.append("linking the account again would help") }
        if let next = asked.next_try_at { notes.append("asked again about \(moment(next))") }
        return [
            "\(space)\(part.verdict)\t\(asked.text)\(notes.isEmpty ? "" : "  (\(notes.joined(separator: "; ")))")".shownWithTabs
        ]
    }

    /// What would change it.
    private var advice: [String] {
        switch answer.standing {
        case "banned": return ["they are banned, which Usher respects: unban them in a Matrix client"]
        case "removed-by-others":
            return ["somebody removed them, which Usher respects: invite them by hand if that was a mistake"]
        case "left" where answer.verdict == "holds":
            return ["they left by themselves, which Usher respects: they come back by knocking, or by an invitation of a member"]
        default: break
        }
        guard answer.verdict != "holds" else { return [] }
        guard !answer.decisive.isEmpty else {
            return ["no rule decides here: set one with `usher rule set \(answer.room) EXPRESSION`"]
        }
        return answer.decisive.map { advice(on: $0).shown }
    }

    /// What links an account; there is no page for it.
    private func link(_ part: ExplanationAnswer.Decisive) -> String {
        "`usher links add \(answer.user) \(part.instance) ACCOUNT`"
    }

    private func advice(on part: ExplanationAnswer.Decisive) -> String {
        if part.departed { return "link an account at \(part.instance) again, they took it away: \(link(part))" }
        if part.wants_relink {
            return "they link their account at \(part.instance) again, which wants it: \(link(part))"
        }
        return switch part.verdict {
        case "unproven":
            "link their account: \(link(part))"
        case "fails": part.excluded ? "\(part.requirement) must not hold" : "\(part.requirement) must hold"
        default: "\(part.requirement): find out why nobody knows (`usher doctor`), or ask again with `usher sweep`"
        }
    }

    private static func moment(_ milliseconds: Int64) -> String { Instant(unixMilliseconds: milliseconds).text }
}

extension String {
    /// ``shown``, with the tabs that lines have between their parts.
    fileprivate var shownWithTabs: String {
        split(separator: "\t", omittingEmptySubsequences: false).map { String($0).shown }.joined(separator: "\t")
    }
}
