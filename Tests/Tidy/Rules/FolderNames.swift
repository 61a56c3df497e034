import Testing

/// No folder and no file is a drawer for what has no name.
struct FolderNames: Rule {
    private static let banned: Set<String> = [
        "util", "utils", "utilities", "helper", "helpers", "manager", "managers", "common", "misc", "core", "shared", "stuff",
    ]

    func violations(in files: [SourceFile]) -> [Violation] {
        var seen: Set<String> = []
        return files.flatMap { file -> [Violation] in
            var path = ""
            return file.path.split(separator: "/").compactMap { part in
                path += path.isEmpty ? String(part) : "/\(part)"
                let name = part.split(separator: ".").first?.lowercased() ?? ""
                guard Self.isBanned(name), !Self.isAllowed(path), seen.insert(path).inserted else { return nil }
                return Violation(path: path, line: nil, message: "\"\(part)\" is banned as a name: say what is in it")
            }
        }
    }

    private static func isBanned(_ name: String) -> Bool {
        banned.contains(name) || ["utils", "helper", "helpers", "manager"].contains { name.hasSuffix($0) }
    }

    /// The login component has two halves, the one without React being its core in the plain sense of the word: the login itself.
    private static func isAllowed(_ path: String) -> Bool {
        path == "web/matrix-login/core" || path.hasPrefix("web/matrix-login/core/")
    }
}

struct FolderNamesTests {
    @Test("no folder and no file is named after nothing")
    func repository() throws {
        try expectNoViolations(of: FolderNames())
    }

    @Test(
        "a drawer is found, as a folder and as a file",
        arguments: [
            "Host/Utils/A.swift", "Host/Store/Helpers.swift", "Host/Plugins/PluginManager.swift", "web/app/common/a.ts",
            "Tests/Misc/a.py", "Host/Core/A.swift",
        ])
    func samples(_ path: String) {
        #expect(FolderNames().violations(in: "", at: path).count == 1)
        #expect(FolderNames().violations(in: "", at: "Host/Store/CommonName.swift").isEmpty)
    }
}
