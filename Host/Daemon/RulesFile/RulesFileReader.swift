import UsherDomain
import UsherServer
import Yams

/// Reads a rules file section by section; what is wrong goes to the problems.
struct RulesFileReader {
    private(set) var requirements: [RequirementName: Requirement] = [:]
    private(set) var policies: [RoomID: Policy] = [:]
    private(set) var places: [String: Mark] = [:]
    private let problems: ConfigSection.Problems

    init(_ file: ConfigSection, _ problems: ConfigSection.Problems) {
        self.problems = problems
        if let node = file.node("requirements") { readRequirements(node) }
        let marks = file.node("rooms")?.sequence.map { $0.map(\.mark) } ?? []
        for (index, section) in file.sections("rooms").enumerated() {
            readPolicy(section, mark: index < marks.count ? marks[index] : nil)
        }
        file.finish()
    }

    // MARK: Requirements

    private mutating func readRequirements(_ node: Node) {
        guard let mapping = node.mapping else {
            problems.add("requirements must be a list of `instance:name: 'JSON'` pairs", at: node.mark)
            return
        }
        for (key, value) in mapping {
            guard let name = key.string.flatMap({ RequirementName(written: $0) }) else {
                problems.add("requirements: each must have \(RequirementName.expectation)", at: key.mark)
                continue
            }
            guard let json = json(value) else {
                problems.add(
                    "requirements: \(name) must be the text of a JSON object, or a list of `key: value` pairs", at: value.mark)
                continue
            }
            do {
                requirements[name] = Requirement(instance: name.instance, canonicalJSON: try CanonicalJSON.object(json))
                places[name.description] = key.mark
            } catch {
                problems.add("requirements: \(name) is no JSON object that can be asked about: \(error)", at: value.mark)
            }
        }
    }

    /// The JSON text of a value: a text as it is, pairs as JSON.
    private func json(_ node: Node) -> String? {
        if let scalar = node.scalar { return scalar.string }
        guard node.mapping != nil else { return nil }
        do {
            return try JSONText.of(node)
        } catch {
            return nil
        }
    }

    // MARK: Rooms

    private mutating func readPolicy(_ section: ConfigSection, mark: Mark?) {
        let room = section.parsed("room", expected: "a room ID such as !abc:example.org") { RoomID($0) }
        if !section.has("room") { section.missing("room") }
        let rule = rule(section)
        let phase = section.parsed("phase", expected: SettingWords.phaseExpectation) { SettingWords.phase($0) }
        let grace = section.parsed("grace", expected: "\(DurationWords.expectation), at most a year") { text in
            DurationWords.milliseconds(text).flatMap { (0...PolicyLimits.graceMillisecondsMax).contains($0) ? $0 : nil }
        }
        let shadows = section.parsed("shadows", expected: "report or remove") { ShadowTreatment(rawValue: $0) }
        let knocks = section.parsed("knocks", expected: "answer or leave") { KnockTreatment(rawValue: $0) }
        let exempt = exempt(section)
        let brakes = section.has("brakes") ? BrakesSection.limits(section.section("brakes")) : nil
        let isForThisRoomOnly = section.has("below") && !section.flag("below")
        let inheritsNothing = section.has("inherit") && !section.flag("inherit")
        section.finish()
        guard let room else { return }
        let policy = Policy(
            room: room, rule: rule, phase: phase, graceMilliseconds: grace, shadows: shadows, knocks: knocks, exempt: exempt,
            brakes: brakes, isForThisRoomOnly: isForThisRoomOnly, inheritsNothing: inheritsNothing)
        if policies.updateValue(policy, forKey: room) != nil { section.reject("room", "\"\(room)\" is given twice") }
        places[room.text] = mark
    }

    private func rule(_ section: ConfigSection) -> Rule? {
        guard let text = section.text("rule") else { return nil }
        do {
            return try Rule(text: text)
        } catch {
            let excerpt = error.excerpt.split(separator: "\n").map { "    \($0)" }.joined(separator: "\n")
            section.reject("rule", "cannot be read: \(error)\n\(excerpt)")
            return nil
        }
    }

    private func exempt(_ section: ConfigSection) -> [UserPattern] {
        let texts = section.texts("exempt")
        if texts.count > PolicyLimits.exemptMax {
            section.reject("exempt", "must have at most \(PolicyLimits.exemptMax) entries")
        }
        return texts.compactMap { text in
            guard let pattern = UserPattern(text) else {
                section.reject("exempt", "must hold Matrix IDs or patterns such as @bot-*:example.org, not \"\(text)\"")
                return nil
            }
            return pattern
        }
    }
}
