import UsherDomain
import UsherServer

extension RulesFile {
    /// The text of the file: the same for the same rules, with everything sorted.
    var text: String {
        var lines = Self.head
        lines.append(requirements.isEmpty ? "requirements: {}" : "requirements:")
        for (name, requirement) in requirements.sorted(by: { $0.key < $1.key }) {
            lines.append("  \(YAMLText.quoted(name.description)): \(YAMLText.quoted(requirement.json))")
        }
        lines.append("")
        lines.append(policies.isEmpty ? "rooms: []" : "rooms:")
        let sorted = policies.values.sorted { $0.room.text.utf8.lexicographicallyPrecedes($1.room.text.utf8) }
        for policy in sorted { lines += Self.lines(policy) }
        return lines.joined(separator: "\n") + "\n"
    }

    private static let head = [
        "# Usher's rules: the named requirements, and what is set for each room and space. Written by `usher rules export`,",
        "# read by `usher rules import`; see docs/admin/rules.md. What is not set for a room is taken over from the spaces above.",
        "# An entry that is taken out of this file stays as it is, unless `--prune` is said; and it removes nobody.",
        "",
    ]

    private static func lines(_ policy: Policy) -> [String] {
        let settings: [(name: String, value: String?)] = [
            ("rule", policy.rule.map { YAMLText.quoted($0.text) }), ("phase", policy.phase.map(phase)),
            ("grace", policy.graceMilliseconds.map { DurationWords.text(milliseconds: $0) }),
            ("shadows", policy.shadows?.rawValue), ("knocks", policy.knocks?.rawValue),
            ("brakes", policy.brakes.map { "{people: \($0.people), percent: \($0.percent)}" }),
            ("below", policy.isForThisRoomOnly ? "false" : nil), ("inherit", policy.inheritsNothing ? "false" : nil),
        ]
        var lines = ["  - room: \(YAMLText.quoted(policy.room.text))"]
        lines += settings.compactMap { setting in setting.value.map { "    \(setting.name): \($0)" } }
        if !policy.exempt.isEmpty {
            lines.append("    exempt:")
            lines += policy.exempt.map { "      - \(YAMLText.quoted($0.text))" }
        }
        return lines
    }

    private static func phase(_ phase: Phase) -> String {
        phase.announcedUntil.map { YAMLText.quoted("announce:" + MomentWords.text($0)) } ?? phase.word
    }
}

extension RulesFile {
    /// What the daemon or the database has. Throws when the document is another version's.
    init(_ document: RulesDocument) throws {
        let other = CommandFailure("the rules are of another version than this program: use the daemon's own program")
        var requirements: [RequirementName: Requirement] = [:]
        for each in document.requirements {
            guard let name = RequirementName(written: each.name) else { throw other }
            requirements[name] = Requirement(instance: name.instance, canonicalJSON: each.json)
        }
        var policies: [RoomID: Policy] = [:]
        for each in document.policies {
            guard let policy = Policy(each) else { throw other }
            policies[policy.room] = policy
        }
        self.init(requirements: requirements, policies: policies)
    }

    /// For the daemon.
    var document: RulesDocument {
        RulesDocument(
            requirements: requirements.map { NamedRequirement(name: $0.key, requirement: $0.value) },
            policies: Array(policies.values))
    }
}

extension Policy {
    /// What `shape` says; `nil` when it is another version's.
    fileprivate init?(_ shape: PolicyShape) {
        guard let room = RoomID(shape.room) else { return nil }
        self.init(room: room, isForThisRoomOnly: !shape.below, inheritsNothing: !shape.inherit)
        if let text = shape.rule {
            do {
                rule = try Rule(text: text)
            } catch {
                return nil
            }
        }
        if let word = shape.phase {
            let until = shape.announce_until.map { ":" + MomentWords.text(Instant(unixMilliseconds: $0)) } ?? ""
            guard let phase = SettingWords.phase(word + until) else { return nil }
            self.phase = phase
        }
        if let word = shape.shadows {
            guard let shadows = ShadowTreatment(rawValue: word) else { return nil }
            self.shadows = shadows
        }
        if let word = shape.knocks {
            guard let knocks = KnockTreatment(rawValue: word) else { return nil }
            self.knocks = knocks
        }
        graceMilliseconds = shape.grace_ms
        brakes = shape.brakes.map { BrakeLimits(people: $0.people, percent: $0.percent) }
        exempt = shape.exempt.compactMap { UserPattern($0) }
        guard exempt.count == shape.exempt.count else { return nil }
    }
}
