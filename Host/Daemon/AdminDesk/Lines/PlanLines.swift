import UsherDomain
import UsherServer

/// What a pass would do, as `usher plan` prints it.
enum PlanLines {
    /// Everything: room by room, then what is held, then what stands in the way.
    static func all(of plan: PlanAnswer) -> [String] {
        var lines: [String] = []
        if plan.paused { lines.append("note\tthe loop is paused: nothing of this is done before `usher resume`") }
        if plan.dead_man {
            lines.append("note\tno sweep has finished for too long: nothing is taken from anybody before one has (`usher sweep`)")
        }
        if plan.acts.isEmpty { lines.append("nothing would be done") }
        var acts = plan.acts[...]
        while let first = acts.first {
            let here = acts.prefix { $0.room == first.room }
            acts = acts.dropFirst(here.count)
            lines.append("\(first.room.shown)\t\(note(on: first.phase))")
            lines += Columns.lines(here.map { ["    \($0.act)", $0.user, $0.reason] })
        }
        let counted = plan.counts.values.reduce(0, +)
        if counted > plan.acts.count { lines.append("and \(counted - plan.acts.count) more acts that are not listed") }
        for held in plan.held { lines += self.held(held) }
        lines += plan.unconfirmed.map { "unconfirmed\t\(UnconfirmedLines.sentence($0))" }
        for trouble in plan.problems {
            lines += trouble.problems.map { "problem\t\($0.text.shown)" }
        }
        return lines
    }

    /// A plan that waits for a person: why, what exactly it would do, and how to decide.
    static func held(_ plan: HeldPlanShape) -> [String] {
        let digits = plan.hash.prefix(PlanHash.shownDigits)
        let (since, until) = (moment(plan.held_at), moment(plan.expires_at))
        var lines = ["held\t\(digits)\tsince \(since), forgotten at \(until)"]
        lines += plan.causes.map { "    because        \($0.text.shown)" }
        lines += Columns.lines(plan.acts.map { ["    \($0.act)", $0.user, $0.room, $0.reason] })
        if plan.count > plan.acts.count {
            lines.append("    and \(plan.count - plan.acts.count) more acts that are not listed; all of them are")
            lines += Columns.lines(plan.counts.map { ["    \($0.act)", "\($0.acts)", $0.room] })
        }
        lines.append("    to do it       usher apply \(digits)")
        lines.append("    to forget it   usher drop \(digits)")
        return lines
    }

    private static func note(on phase: String) -> String {
        switch phase {
        case "observe": "observe: this is only reported; with phase=enforce it would be done"
        case "announce": "announce: people are let in and told; nobody is removed yet"
        default: phase
        }
    }

    private static func moment(_ milliseconds: Int64) -> String { Instant(unixMilliseconds: milliseconds).text }
}
