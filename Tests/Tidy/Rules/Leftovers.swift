import Testing

/// Nothing is left for later inside the files: what is not done is in docs, or not there.
enum Leftovers {
    static let all: [Ban] = [
        Ban(
            "a note to come back", #"\b(TODO|FIXME|XXX|HACK)\b"#,
            instead: "do it now, or write down what is not there yet where readers look",
            in: [.swift, .c, .typeScript, .python, .shell, .markdown, .other], view: .text,
            bad: "// TODO: later", good: ["mkdtemp(\"usher-XXXXXX\")"]),
        Ban(
            "a silenced lint", #"swift-format-ignore|eslint-disable|# *noqa|# *type: *ignore|@available\(\*, deprecated"#,
            instead: "change the rule for everybody, with the reason, or the code", in: [.swift, .typeScript, .python],
            view: .text,
            bad: "x = 1  # noqa # type: ignore // swift-format-ignore // eslint-disable"),
    ]

    @Test("nothing is left for later", arguments: all)
    static func areAbsent(_ ban: Ban) throws {
        try expectNoViolations(of: ban)
    }
}
