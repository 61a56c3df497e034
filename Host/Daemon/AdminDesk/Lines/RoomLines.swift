import UsherDomain
import UsherServer

/// Rooms, as `usher rooms` and `usher room show` print them.
enum RoomLines {
    /// All of them, a line each, then what is wrong with any and what helps.
    static func table(_ rooms: [RoomShape]) -> [String] {
        guard !rooms.isEmpty else {
            return ["no rooms: set the first rule with `usher rule set ROOM EXPRESSION`, and invite the bot there"]
        }
        let head = ["ROOM", "NAME", "PHASE", "JOINED", "GOVERNED", "LEAVING", "UNDECIDED", "SHADOWS", "RULE OF", "PROBLEMS"]
        return Columns.lines(
            [head]
                + rooms.map { room in
                    let sources = room.policy.sources.map { $0.room == room.room ? "itself" : $0.room }
                    return [
                        room.room, name(room), room.policy.phase, "\(room.joined)", "\(room.governed)", "\(room.leaving)",
                        "\(room.undecided)", "\(room.shadows)", sources.isEmpty ? "nobody" : sources.joined(separator: ","),
                        room.problems.isEmpty ? "none" : room.problems.map(\.code).joined(separator: ","),
                    ]
                })
            + unconfirmed(in: rooms) + rooms.flatMap(\.problems).map { "problem\t\($0.text.shown)" }
    }

    /// Each list that waits, once: many rooms may ask for it.
    private static func unconfirmed(in rooms: [RoomShape]) -> [String] {
        var told: Set<UnconfirmedShape> = []
        return rooms.flatMap(\.unconfirmed).filter { told.insert($0).inserted }
            .map { "unconfirmed\t\(UnconfirmedLines.sentence($0))" }
    }

    /// One of them, with everything.
    static func all(of room: RoomShape) -> [String] {
        var lines = ["\(room.room.shown)\t\(name(room).shown)"]
        lines.append("    people     \(room.joined) joined, \(room.invited) invited, \(room.governed) under the rule")
        lines.append("    of these   \(room.leaving) leaving, \(room.undecided) undecided, \(room.shadows) shadows")
        if room.waiting_acts > 0 {
            let time = room.waiting_ms > 0 ? ", about \(DurationText.text(milliseconds: room.waiting_ms))" : ""
            lines.append("    waiting    \(room.waiting_acts) acts\(time)")
        }
        lines += effective(room.policy)
        if let own = room.own {
            lines.append("    set here   revision \(own.revision): \(words(of: own).joined(separator: " "))".shown)
        } else {
            lines.append("    set here   nothing")
        }
        lines += room.unconfirmed.map { "    waits      \(UnconfirmedLines.sentence($0))" }
        lines += room.problems.map { "    problem    \($0.text.shown)" }
        return lines
    }

    /// What holds, setting by setting.
    static func effective(_ policy: EffectivePolicyShape) -> [String] {
        var lines: [String] = []
        if policy.sources.isEmpty { lines.append("    rule       none: nobody is let in, and nobody is removed") }
        for source in policy.sources {
            let way = source.path.isEmpty ? "" : " via \(source.path.joined(separator: ", "))"
            lines.append("    rule       \(source.rule)  (of \(source.room), revision \(source.revision)\(way))".shown)
        }
        lines.append("    phase      \(phase(policy.phase, policy.announce_until))")
        lines.append("    grace      \(DurationText.text(milliseconds: policy.grace_ms))")
        lines.append("    shadows    \(policy.shadows)")
        lines.append("    knocks     \(policy.knocks)")
        lines.append("    brakes     more than \(policy.brakes.people) people and more than \(policy.brakes.percent) %")
        if !policy.exempt.isEmpty { lines.append("    exempt     \(policy.exempt.joined(separator: " ").shown)") }
        return lines
    }

    /// What is set in one place, in the words of `usher room set`.
    static func words(of policy: PolicyShape) -> [String] {
        var words: [String] = []
        if let rule = policy.rule { words.append("rule=\(rule)") }
        if let phase = policy.phase {
            let until = policy.announce_until.map { ":" + MomentWords.text(Instant(unixMilliseconds: $0)) } ?? ""
            words.append("phase=\(phase)\(until)")
        }
        if let grace = policy.grace_ms { words.append("grace=\(DurationWords.text(milliseconds: grace))") }
        if let shadows = policy.shadows { words.append("shadows=\(shadows)") }
        if let knocks = policy.knocks { words.append("knocks=\(knocks)") }
        if let brakes = policy.brakes { words.append("brakes=\(brakes.people),\(brakes.percent)") }
        words += policy.exempt.map { "exempt+=\($0)" }
        if !policy.below { words.append("below=no") }
        if !policy.inherit { words.append("inherit=no") }
        return words
    }

    private static func phase(_ word: String, _ until: Int64?) -> String {
        until.map { "\(word) until \(Instant(unixMilliseconds: $0).text)" } ?? word
    }

    private static func name(_ room: RoomShape) -> String {
        (room.name ?? "-") + (room.is_space ? " (space)" : "") + (room.bot_is_in ? "" : " (the bot is not in it)")
    }
}
