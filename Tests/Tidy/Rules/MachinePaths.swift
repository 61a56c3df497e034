import Testing

/// Nothing in the repository depends on where one developer keeps their files.
enum MachinePaths {
    static let all: [Ban] = [
        Ban(
            "a path of one machine", #"(?<![\w.\-*])/(root|home|Users|work)/|(?<![\w.\-])/opt/swift"#,
            instead: "derive it from the repository's own folder, or ask for it",
            in: [.swift, .c, .typeScript, .python, .shell, .markdown, .other], view: .text,
            // Where toolchains are looked for when PATH has none.
            allowedIn: ["Tests/Rig/swift.sh"], bad: "cd /root/usher",
            good: ["https://example.org/home/x", "$HOME/x", "/usr/bin/x"])
    ]

    @Test("no file names a path of one machine", arguments: all)
    static func areAbsent(_ ban: Ban) throws {
        try expectNoViolations(of: ban)
    }
}
