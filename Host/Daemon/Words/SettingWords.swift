import UsherDomain
import UsherServer

/// The words of `usher room set`: `key=value`, `exempt+=PATTERN`, `exempt-=PATTERN`.
enum SettingWords {
    private static let keys = ["phase", "grace", "shadows", "knocks", "brakes", "below", "inherit", "exempt+", "exempt-"]
    /// What unsets a setting.
    private static let inherit = "inherit"

    /// Reads `words`. Throws for one that cannot be read, with what would be right, and for an announcement that is over at
    /// `now`: it would enforce at once, which nobody means by a date.
    static func change(_ words: [String], now: Instant) throws(CommandFailure) -> SettingsChange {
        var change = SettingsChange()
        var seen: Set<String> = []
        for word in words {
            guard let sign = word.firstIndex(of: "=") else {
                throw CommandFailure(.usage, "\"\(word)\" has no value: write key=value, such as phase=observe")
            }
            let key = String(word[..<sign])
            let value = String(word[word.index(after: sign)...])
            if !key.hasPrefix("exempt"), !seen.insert(key).inserted {
                throw CommandFailure(.usage, "\(key) is given twice")
            }
            try read(key, value, into: &change)
        }
        if case .set(.announce(let until)) = change.phase, until <= now {
            throw CommandFailure(
                .usage, "phase: \(MomentWords.text(until)) is over; give a date to come, or say phase=enforce if that is meant")
        }
        return change
    }

    private static func read(_ key: String, _ value: String, into change: inout SettingsChange) throws(CommandFailure) {
        switch key {
        case "phase": change.phase = try setting(key, value, expected: phaseExpectation, phase)
        case "grace":
            change.graceMilliseconds = try setting(key, value, expected: "\(DurationWords.expectation), at most a year") {
                DurationWords.milliseconds($0).flatMap { (0...PolicyLimits.graceMillisecondsMax).contains($0) ? $0 : nil }
            }
        case "shadows":
            change.shadows = try setting(key, value, expected: "report or remove") { ShadowTreatment(rawValue: $0) }
        case "knocks": change.knocks = try setting(key, value, expected: "answer or leave") { KnockTreatment(rawValue: $0) }
        case "brakes":
            change.brakes = try setting(key, value, expected: "people,percent, such as 5,20: both have to be exceeded", brakes)
        case "below": change.reachesBelow = try flag(key, value)
        case "inherit": change.inherits = try flag(key, value)
        case "exempt+": change.exemptAdded.append(try pattern(key, value))
        case "exempt-": change.exemptRemoved.append(try pattern(key, value))
        case "exempt":
            throw CommandFailure(.usage, "write exempt+=\(value) to leave somebody alone, and exempt-=\(value) to stop that")
        default:
            let advice = NearestWord.of(key, among: keys).map { "did you mean \($0)=?" }
            throw CommandFailure(
                .usage, "there is no setting \"\(key)\"; \(advice ?? "known: \(keys.map { $0 + "=" }.joined(separator: ", "))")")
        }
    }

    static let phaseExpectation = "observe, enforce, or announce:DATE, such as announce:2026-12-01"

    /// `observe`, `enforce`, `announce:DATE`.
    static func phase(_ text: String) -> Phase? {
        if text == "observe" { return .observe }
        if text == "enforce" { return .enforce }
        guard text.hasPrefix("announce:"), let until = MomentWords.moment(String(text.dropFirst("announce:".count))) else {
            return nil
        }
        return PolicyLimits.announcements.contains(until.unixMilliseconds) ? .announce(until: until) : nil
    }

    private static func brakes(_ text: String) -> BrakeLimits? {
        let parts = text.split(separator: ",", omittingEmptySubsequences: false)
        guard parts.count == 2, let people = Int(parts[0]), (0...PolicyLimits.brakePeopleMax).contains(people),
            let percent = Int(parts[1]), (0...100).contains(percent)
        else { return nil }
        return BrakeLimits(people: people, percent: percent)
    }

    private static func setting<Value>(
        _ key: String, _ text: String, expected: String, _ parse: (String) -> Value?
    ) throws(CommandFailure) -> Setting<Value> {
        if text == inherit { return .inherit }
        guard let value = parse(text) else {
            throw CommandFailure(.usage, "\(key) must be \(expected), or \(inherit), not \"\(text)\"")
        }
        return .set(value)
    }

    private static func flag(_ key: String, _ text: String) throws(CommandFailure) -> Bool {
        switch text {
        case "yes": return true
        case "no": return false
        default: throw CommandFailure(.usage, "\(key) must be yes or no, not \"\(text)\"")
        }
    }

    private static func pattern(_ key: String, _ text: String) throws(CommandFailure) -> UserPattern {
        guard let pattern = UserPattern(text) else {
            throw CommandFailure(.usage, "\(key)= must be followed by a Matrix ID or a pattern such as @bot-*:example.org")
        }
        return pattern
    }
}
