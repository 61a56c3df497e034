extension Policy {
    /// The policy as a canonical JSON object, for audit entries: what was set, and nothing of what is inherited.
    public var json: String {
        JSONTree.object([
            "revision": .number("\(revision)"),
            "rule": rule.map { .written($0.json) },
            "phase": phase.map { .string($0.word) },
            "announced_until": phase.flatMap { if case .announce(let until) = $0 { .string(until.rfc3339) } else { nil } },
            "grace_ms": graceMilliseconds.map { .number("\($0)") },
            "shadows": shadows.map { .string($0.rawValue) },
            "knocks": knocks.map { .string($0.rawValue) },
            "exempt": exempt.isEmpty ? nil : .array(exempt.map { .string($0.text) }),
            "brakes": brakes.map { .object(["people": .number("\($0.people)"), "percent": .number("\($0.percent)")]) },
            "for_this_room_only": isForThisRoomOnly ? .bool(true) : nil,
            "inherits_nothing": inheritsNothing ? .bool(true) : nil,
        ]).text
    }
}

extension Phase {
    /// The word for it in commands, files and JSON.
    public var word: String {
        switch self {
        case .observe: "observe"
        case .announce: "announce"
        case .enforce: "enforce"
        }
    }
}
