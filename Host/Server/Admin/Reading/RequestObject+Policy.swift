public import UsherDomain

/// The settings of rooms, as requests say them.
extension RequestObject {
    /// A rule in its text form.
    mutating func rule(_ key: String) throws -> Rule {
        try Rule(text: try text(key))
    }

    /// The settings that are to change.
    mutating func settingsChange() throws(Problem) -> SettingsChange {
        var change = try settings()
        change.exemptAdded = try patterns("exempt_add")
        change.exemptRemoved = try patterns("exempt_remove")
        change.reachesBelow = try optionalFlag("below")
        change.inherits = try optionalFlag("inherit")
        return change
    }

    /// A whole policy, as ``PolicyShape`` writes it; the revision does not count.
    mutating func policy() throws -> Policy {
        _ = value("revision")
        let room = try room("room")
        let rule = try optionalText("rule") == nil ? nil : try rule("rule")
        let settings = try settings()
        let exempt = try patterns("exempt")
        return Policy(
            room: room, rule: rule, phase: settings.phase.value, graceMilliseconds: settings.graceMilliseconds.value,
            shadows: settings.shadows.value, knocks: settings.knocks.value, exempt: exempt, brakes: settings.brakes.value,
            isForThisRoomOnly: !(try optionalFlag("below") ?? true), inheritsNothing: !(try optionalFlag("inherit") ?? true))
    }

    /// A requirement that is asked at `instance`: its question is the JSON text of an object.
    mutating func requirement(_ key: String, at instance: InstanceID) throws(Problem) -> Requirement {
        let json = try text(key)
        do {
            return Requirement(instance: instance, canonicalJSON: try CanonicalJSON.object(json))
        } catch {
            throw wrong(key, "is no requirement: \(error)")
        }
    }

    /// The name of a requirement, `instance:name`.
    mutating func requirementName(_ key: String) throws(Problem) -> RequirementName {
        try parsed(key, expected: RequirementName.expectation) { RequirementName(written: $0) }
    }

    private mutating func settings() throws(Problem) -> SettingsChange {
        var change = SettingsChange()
        change.phase = try phase()
        change.graceMilliseconds = try setting("grace_ms", "a number of milliseconds, at most a year") { value in
            guard case .integer(let number) = value, (0...PolicyLimits.graceMillisecondsMax).contains(number) else { return nil }
            return number
        }
        change.shadows = try setting("shadows", Self.choices(ShadowTreatment.self)) { value in
            if case .string(let word) = value { ShadowTreatment(rawValue: word) } else { nil }
        }
        change.knocks = try setting("knocks", Self.choices(KnockTreatment.self)) { value in
            if case .string(let word) = value { KnockTreatment(rawValue: word) } else { nil }
        }
        change.brakes = try brakes()
        return change
    }

    private mutating func phase() throws(Problem) -> Setting<Phase> {
        let until = try optionalInteger("announce_until")
        switch value("phase") {
        case nil: return .keep
        case .null: return .inherit
        case .string("observe"): return .set(.observe)
        case .string("enforce"): return .set(.enforce)
        case .string("announce"):
            guard let until, PolicyLimits.announcements.contains(until) else {
                throw wrong("announce_until", "must say when, in milliseconds since 1970")
            }
            return .set(.announce(until: Instant(unixMilliseconds: until)))
        default: throw wrong("phase", "must be \"observe\", \"announce\" or \"enforce\"")
        }
    }

    private mutating func brakes() throws(Problem) -> Setting<BrakeLimits> {
        if value("brakes") == .null { return .inherit }
        guard var object = try optionalObject("brakes") else { return .keep }
        guard let people = try object.optionalInteger("people"), (0...Int64(PolicyLimits.brakePeopleMax)).contains(people) else {
            throw object.wrong("people", "must be a whole number from 0 to \(PolicyLimits.brakePeopleMax)")
        }
        guard let percent = try object.optionalInteger("percent"), (0...100).contains(percent) else {
            throw object.wrong("percent", "must be a whole number from 0 to 100")
        }
        try object.finish()
        return .set(BrakeLimits(people: Int(people), percent: Int(percent)))
    }

    private mutating func setting<Value>(
        _ key: String, _ expected: String, _ parse: (JSONValue) -> Value?
    ) throws(Problem) -> Setting<Value> {
        guard let given = value(key) else { return .keep }
        if given == .null { return .inherit }
        guard let value = parse(given) else { throw wrong(key, "must be \(expected)") }
        return .set(value)
    }

    private mutating func patterns(_ key: String) throws(Problem) -> [UserPattern] {
        let texts = try optionalTexts(key) ?? []
        guard texts.count <= PolicyLimits.exemptMax else {
            throw wrong(key, "must have at most \(PolicyLimits.exemptMax) entries")
        }
        var patterns: [UserPattern] = []
        for text in texts {
            guard let pattern = UserPattern(text) else {
                throw wrong(key, "must be Matrix IDs or patterns such as @bot-*:example.org")
            }
            patterns.append(pattern)
        }
        return patterns
    }

    private static func choices<Choice: RawRepresentable & CaseIterable>(_ type: Choice.Type) -> String
    where Choice.RawValue == String {
        Choice.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: " or ")
    }
}

extension RequirementName {
    public static let expectation =
        "a name such as directory:staff: an instance, a colon, and lower-case letters, digits, \"-\", \"_\" or \".\""

    /// Parses `instance:name`; `nil` when `text` is something else.
    public init?(written text: String) {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, let instance = InstanceID(String(parts[0])) else { return nil }
        self.init(String(parts[1]), at: instance)
    }
}
