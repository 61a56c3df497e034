/// What an examination found: one line for an admin, with the fix where something is wrong.
struct Finding: Hashable, Sendable {
    /// How good it is.
    enum Grade: String, Sendable {
        case good = "ok"
        /// Works, and could be better.
        case fair = "note"
        /// Does not work.
        case bad = "FAIL"
    }

    let grade: Grade
    /// What was looked at, in a word or two.
    let subject: String
    let text: String
    /// What to do; empty when nothing needs to be done.
    let fix: String

    static func good(_ subject: String, _ text: String) -> Finding {
        Finding(grade: .good, subject: subject, text: text, fix: "")
    }

    static func fair(_ subject: String, _ text: String, fix: String) -> Finding {
        Finding(grade: .fair, subject: subject, text: text, fix: fix)
    }

    static func bad(_ subject: String, _ text: String, fix: String) -> Finding {
        Finding(grade: .bad, subject: subject, text: text, fix: fix)
    }

    /// The finding as it is printed.
    var lines: String {
        let word = grade.rawValue.padding(to: 5)
        let head = "\(word)\(subject.padding(to: 24))\(text)"
        return fix.isEmpty ? head : head + "\n" + "".padding(to: 29) + "fix: " + fix
    }
}

extension String {
    fileprivate func padding(to width: Int) -> String {
        self + String(repeating: " ", count: max(1, width - count))
    }
}
