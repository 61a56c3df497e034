import Testing

/// Each shipped Swift target has a front door: a file named after it, whose doc comment says what the room is for, what may enter
/// and what must not.
struct FrontDoors: Rule {
    func violations(in files: [SourceFile]) -> [Violation] {
        guard let manifest = files.first(where: { $0.path == "Package.swift" }) else { return [] }
        return PackageManifest(manifest).targets.filter { !$0.isTest && !$0.folder.hasPrefix("Tests/") }.compactMap { target in
            let sources = files.filter { $0.language == .swift && $0.isIn(target.folder) }
            guard !sources.isEmpty else { return nil }
            let names = Self.names(for: target.name)
            let doors = sources.filter { source in names.contains { source.path == "\(target.folder)/\($0).swift" } }
            guard let door = doors.first else {
                return Violation(
                    path: target.folder, line: nil,
                    message:
                        "\(target.name) has no front door: add \(names[0]).swift, whose doc comment says what the room is for")
            }
            guard !doors.contains(where: { Self.longestDocComment(of: $0) >= 3 }) else { return nil }
            return Violation(
                path: door.path, line: nil,
                message: "the front door says nothing: tell in its doc comment what is in here, what is not, and what it imports")
        }
    }

    /// An executable's door is where it starts, a plugin's is its entry.
    static func names(for target: String) -> [String] {
        let spelled = target.split(separator: "-").map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
        return [spelled, "main", "Entry"]
    }

    private static func longestDocComment(of file: SourceFile) -> Int {
        file.lines.split { !$0.hasPrefix("///") }.map(\.count).max() ?? 0
    }
}

struct FrontDoorsTests {
    @Test("every shipped target has a front door with a doc comment")
    func repository() throws {
        try expectNoViolations(of: FrontDoors())
    }

    private let manifest = SourceFile(
        path: "Package.swift",
        text: #".executableTarget(name: "usher-worker", path: "Host/Worker"), .target(name: "A", path: "Host/A")"#)

    @Test("a target without a front door is found, and so is a silent one")
    func samples() {
        let rule = FrontDoors()
        let silent = SourceFile(path: "Host/A/A.swift", text: "/// The A.\nenum A {}\n")
        let told = SourceFile(path: "Host/A/A.swift", text: "/// The A.\n///\n/// - In here: a.\nenum A {}\n")
        let other = SourceFile(path: "Host/A/B.swift", text: "/// The A.\n///\n/// - In here: a.\nenum B {}\n")
        let nested = SourceFile(path: "Host/A/B/A.swift", text: told.text)
        #expect(rule.violations(in: [manifest, silent]).map(\.path) == ["Host/A/A.swift"])
        #expect(rule.violations(in: [manifest, told]).isEmpty)
        #expect(rule.violations(in: [manifest, other, nested]).map(\.path) == ["Host/A"])
    }

    @Test("an executable's door may be where it starts")
    func executables() {
        let main = SourceFile(path: "Host/Worker/main.swift", text: "/// One.\n/// Two.\n/// Three.\nrun()\n")
        #expect(FrontDoors().violations(in: [manifest, main]).isEmpty)
        #expect(FrontDoors.names(for: "usher-worker").first == "UsherWorker")
    }
}
