import Testing

/// The plugin header needs nothing but the compiler: two headers of the C standard.
struct HeaderIncludes: Rule {
    private static let include = Pattern(#"^\s*#\s*include\s+([<"][^>"\n]+[>"])"#)

    func violations(in files: [SourceFile]) -> [Violation] {
        files.filter { $0.isIn("PluginABI/include") && $0.path.hasSuffix(".h") }.flatMap { file in
            Self.include.matches(in: file.text).compactMap { match in
                guard !["<stddef.h>", "<stdint.h>"].contains(match.groups[1]) else { return nil }
                return Violation(
                    path: file.path, line: match.line,
                    message: "the plugin header may not include \(match.groups[1]): an author needs one file and a compiler")
            }
        }
    }
}

struct HeaderIncludesTests {
    @Test("the plugin header includes two headers of the C standard and nothing else")
    func repository() throws {
        try expectNoViolations(of: HeaderIncludes())
    }

    @Test("another include is found")
    func samples() {
        let text = "#include <stdint.h>\n#include \"other.h\"\n# include <stdbool.h>\n"
        #expect(HeaderIncludes().violations(in: text, at: "PluginABI/include/a.h").map(\.line) == [2, 3])
        #expect(HeaderIncludes().violations(in: text, at: "Host/CSys/include/a.h").isEmpty)
    }
}
