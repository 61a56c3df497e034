import UsherDomain

/// One word of a policy or requirement that differs between two versions, for people.
public struct PolicyDifference: Hashable, Sendable {
    public let name: String
    /// `nil`: it was not there.
    public let old: String?
    /// `nil`: it goes.
    public let new: String?

    /// What differs between two lists of words, in the order of the words.
    static func all(from old: [(name: String, value: String)]?, to new: [(name: String, value: String)]?) -> [PolicyDifference] {
        let olds = Dictionary((old ?? []).map { ($0.name, $0.value) }) { $1 }
        let news = Dictionary((new ?? []).map { ($0.name, $0.value) }) { $1 }
        var seen: Set<String> = []
        return ((old ?? []) + (new ?? [])).map(\.name).filter { seen.insert($0).inserted }.compactMap { name in
            // By bytes: two names of one group can look the same.
            let isSame = olds[name].map { Array($0.utf8) } == news[name].map { Array($0.utf8) }
            return isSame ? nil : PolicyDifference(name: name, old: olds[name], new: news[name])
        }
    }

    /// A policy in words; what is taken over from the spaces above has none.
    static func words(_ policy: Policy) -> [(name: String, value: String)] {
        let words: [(String, String?)] = [
            ("rule", policy.rule?.text), ("phase", policy.phase.map(text)),
            ("grace", policy.graceMilliseconds.map { DurationText.text(milliseconds: $0) + " (\($0) ms)" }),
            ("shadows", policy.shadows?.rawValue), ("knocks", policy.knocks?.rawValue),
            ("brakes", policy.brakes.map { "more than \($0.people) people and more than \($0.percent) %" }),
            ("exempt", policy.exempt.isEmpty ? nil : policy.exempt.map(\.text).joined(separator: " ")),
            ("below", policy.isForThisRoomOnly ? "no" : nil), ("inherit", policy.inheritsNothing ? "no" : nil),
        ]
        return words.compactMap { name, value in value.map { (name, $0) } }
    }

    private static func text(_ phase: Phase) -> String {
        switch phase {
        case .observe: "observe"
        case .announce(let until): "announce until \(until.text) (\(until.unixMilliseconds))"
        case .enforce: "enforce"
        }
    }
}
