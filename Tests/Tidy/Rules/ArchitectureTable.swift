import Testing

/// docs/ARCHITECTURE.md names every shipped target of Package.swift, and each folder that it names exists.
struct ArchitectureTable: Rule {
    private static let document = "docs/ARCHITECTURE.md"
    private static let folder = Pattern(#"`((?:Host|Plugins|PluginABI|Tests|web)(?:/[\w.-]+)*)`"#)

    func violations(in files: [SourceFile]) -> [Violation] {
        guard let manifest = files.first(where: { $0.path == "Package.swift" }),
            let document = files.first(where: { $0.path == Self.document })
        else { return [] }
        let shipped = PackageManifest(manifest).targets.filter { !$0.isTest && !$0.folder.hasPrefix("Tests/") }
        let unnamed = shipped.filter { !document.text.contains("`\($0.name)`") }.map { target in
            Violation(path: document.path, line: nil, message: "the target \(target.name) is not in the table of rooms")
        }
        let gone = Self.folder.matches(in: document.text).compactMap { match -> Violation? in
            let path = match.groups[1]
            guard !files.contains(where: { $0.isIn(path) || $0.path == path + ".swift" }) else { return nil }
            return Violation(path: document.path, line: match.line, message: "\(path) does not exist")
        }
        return unnamed + gone
    }
}

struct ArchitectureTableTests {
    @Test("the page about the architecture names every target, and only folders that exist")
    func repository() throws {
        try expectNoViolations(of: ArchitectureTable())
    }

    @Test("a target that is not named and a folder that is gone are found")
    func samples() {
        let files = [
            SourceFile(
                path: "Package.swift", text: #".target(name: "A", path: "Host/A"), .target(name: "B", path: "Host/B")"#),
            SourceFile(path: "Host/A/A.swift", text: ""),
            SourceFile(path: "docs/ARCHITECTURE.md", text: "# X\n`A` in `Host/A`, see `Host/A/A`\nand `Host/C`\n"),
        ]
        #expect(
            ArchitectureTable().violations(in: files).map(\.description) == [
                "docs/ARCHITECTURE.md: the target B is not in the table of rooms",
                "docs/ARCHITECTURE.md:3: Host/C does not exist",
            ])
    }
}
