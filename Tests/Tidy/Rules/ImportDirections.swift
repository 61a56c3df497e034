import Testing

/// Each room imports only what the table in ``Room`` lets it. (A plain build lets a target import whatever happens to be built
/// before it.)
struct ImportDirections: Rule {
    private static let statement = Pattern(
        #"^\s*(?:@\w+(?:\([^)]*\))?\s+)*(?:(?:public|package|internal|fileprivate|private)\s+)?import\s+"#
            + #"(?:(?:struct|class|enum|protocol|typealias|func|let|var)\s+)?(\w+)"#)

    func violations(in files: [SourceFile]) -> [Violation] {
        files.filter { $0.language == .swift }.flatMap { file -> [Violation] in
            guard let room = Room.all.first(where: { file.isIn($0.folder) }) else { return [] }
            return Self.statement.matches(in: file.code).compactMap { match in
                let module = match.groups[1]
                guard !room.imports.contains(module), !Room.standard.contains(module) else { return nil }
                return Violation(
                    path: file.path, line: match.line,
                    message:
                        "\(room.target) may not import \(module): reach it through a port of UsherDomain, or do this elsewhere")
            }
        }
    }
}

struct ImportDirectionsTests {
    @Test("every room imports only what it may")
    func repository() throws {
        try expectNoViolations(of: ImportDirections())
    }

    @Test("an import against the grain is found, however it is written")
    func samples() {
        let rule = ImportDirections()
        for line in [
            "import GRDB", "public import GRDB", "@testable import GRDB", "import struct GRDB.Row", "  internal import GRDB",
        ] {
            #expect(rule.violations(in: "import UsherDomain\n\(line)\n", at: "Host/Engine/A.swift").map(\.line) == [2])
            #expect(rule.violations(in: line, at: "Host/Store/A.swift").isEmpty)
        }
        #expect(rule.violations(in: "// import GRDB\n", at: "Host/Engine/A.swift").isEmpty)
        #expect(rule.violations(in: "import Foundation\n", at: "Host/Worker/main.swift").count == 1)
        #expect(rule.violations(in: "import UsherStore\n", at: "Plugins/InviteToken/Entry.swift").count == 1)
    }
}
