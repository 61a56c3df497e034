import Testing

/// No function is longer than a screen.
struct FunctionSizes: Rule {
    static let linesMax = 60

    func violations(in files: [SourceFile]) -> [Violation] {
        // A component is a function that is a whole file; its limit is the file's.
        files.filter { !$0.path.hasSuffix(".tsx") }.flatMap { file in
            FunctionBodies.all(in: file).filter { $0.lineCount > Self.linesMax }.map { function in
                Violation(
                    path: file.path, line: function.firstLine,
                    message: "`\(function.name)` has \(function.lineCount) lines (at most \(Self.linesMax)): name its parts")
            }
        }
    }
}

struct FunctionSizesTests {
    @Test("no function has more than 60 lines")
    func repository() throws {
        try expectNoViolations(of: FunctionSizes())
    }

    @Test(
        "a function of 61 lines is found in every language",
        arguments: [
            ("Host/A/A.swift", "private static func a(_ b: Int = f({ 1 })) async throws -> Int {", "}"),
            ("Host/A/A.swift", "public init?(_ b: Int) where B: C {", "}"),
            ("Host/A/A.swift", "func a(\n) -> Int\n{", "}"),
            ("Host/A/A.swift", "@Test(\"a\") func a() {", "}"),
            ("Host/A/A.swift", "var a: Int {", "}"),
            ("Host/A/a.c", "static int a(int b) {", "}"),
            ("web/a.ts", "export async function a(b: string) {", "}"),
            ("Tests/a.py", "def a(b):", "    y()\n\nz()"),
        ])
    func samples(_ path: String, _ head: String, _ foot: String) {
        func text(lines: Int) -> String {
            let used = head.count { $0.isNewline } + 2
            return "\n\(head)\n" + String(repeating: "    x()\n", count: lines - used) + foot + "\n"
        }
        #expect(FunctionSizes().violations(in: text(lines: 60), at: path).isEmpty)
        #expect(FunctionSizes().violations(in: text(lines: 61), at: path).map(\.line) == [2])
    }

    @Test("a requirement of a protocol has no body, and the one after it keeps its own")
    func requirements() {
        let text = "protocol A {\n    func a() -> Int\n    var b: Int { get }\n}\nfunc c() {\n    x()\n}\n"
        let found = FunctionBodies.all(in: SourceFile(path: "Host/A/A.swift", text: text))
        #expect(
            found == [
                .init(name: "var b", firstLine: 3, lineCount: 1), .init(name: "func c", firstLine: 5, lineCount: 3),
            ])
    }

    @Test("braces in comments and literals do not count")
    func literals() {
        let text = "func a() {\n    // }\n    x(\"}\\(b)}\")\n}\n"
        let found = FunctionBodies.all(in: SourceFile(path: "Host/A/A.swift", text: text))
        #expect(found == [.init(name: "func a", firstLine: 1, lineCount: 4)])
    }
}
