import Testing

/// `web/matrix-login` can be taken out and used elsewhere: it imports React and itself.
struct WebImports: Rule {
    private static let statement = Pattern(#"(?:\bfrom|\bimport|\brequire\()\s*\(?\s*["']([^"']+)["']"#)
    private static let folder = "web/matrix-login"

    func violations(in files: [SourceFile]) -> [Violation] {
        files.filter { $0.language == .typeScript && $0.isIn(Self.folder) }.flatMap { file in
            Self.statement.matches(in: file.text).compactMap { match in
                let module = match.groups[1]
                guard !isAllowed(module, from: file) else { return nil }
                return Violation(
                    path: file.path, line: match.line,
                    message: "\(Self.folder) may not import \(module): give it what it needs as a property or a parameter")
            }
        }
    }

    private func isAllowed(_ module: String, from file: SourceFile) -> Bool {
        if module.hasPrefix(".") {
            var folder = file.path.split(separator: "/").dropLast()
            for part in module.split(separator: "/") {
                if part == ".." { folder = folder.dropLast() } else if part != "." { folder.append(part) }
            }
            return folder.joined(separator: "/").hasPrefix(Self.folder + "/") || folder.joined(separator: "/") == Self.folder
        }
        return module == "react" || module.hasPrefix("react/") || file.isTest
    }
}

struct WebImportsTests {
    @Test("the login component imports nothing of the app")
    func repository() throws {
        try expectNoViolations(of: WebImports())
    }

    @Test("an import that leaves the login component's folder is found")
    func samples() {
        let rule = WebImports()
        let path = "web/matrix-login/react/A.tsx"
        for bad in [
            "import { x } from \"../../app/x\"", "import \"../../app/x.css\"", "const x = import('../../../x')",
            "import x from \"lodash\"",
        ] {
            #expect(rule.violations(in: "\n" + bad, at: path).map(\.line) == [2], "\(bad)")
        }
        for good in ["import { x } from \"../core/x\"", "import { useState } from \"react\"", "import x from './x'"] {
            #expect(rule.violations(in: good, at: path).isEmpty, "\(good)")
        }
        #expect(rule.violations(in: "import x from \"../../app/x\"", at: "web/app/a/b.ts").isEmpty)
    }
}
