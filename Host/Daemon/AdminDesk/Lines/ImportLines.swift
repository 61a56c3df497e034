import UsherServer

/// What an import changes, as `usher rules import` prints it.
enum ImportLines {
    static func all(of answer: ImportAnswer) -> [String] {
        var lines: [String] = []
        for change in answer.changes {
            let what = change.what == "policy" ? "room" : change.what
            lines.append("\(change.kind)\t\(what) \(change.subject.shown)")
            lines += change.lines.map { "    \($0.shown)" }
        }
        let count = answer.changes.count == 1 ? "one difference" : "\(answer.changes.count) differences"
        switch (answer.changes.isEmpty, answer.applied) {
        case (true, _): lines.append("nothing differs")
        case (false, true): lines.append("\(count), and all of it is as the file says now")
        case (false, false): lines.append("\(count); nothing was changed")
        }
        return lines
    }
}
