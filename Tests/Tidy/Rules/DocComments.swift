import Testing

/// Where others write against our declarations, each one says what it is for.
///
/// Types, functions and requirements need a doc comment, and so do initialisers that can fail. Stored properties, cases, aliases
/// and plain initialisers need one only where the name does not say all: repeating a name is worse than saying nothing. What an
/// extension adds to conform to a protocol is documented where the protocol asks for it.
struct DocComments: Rule {
    static let folders = ["Host/Domain", "Plugins/PluginKit"]

    private static let declaration = Pattern(
        #"^[ \t]*public\s+(?:(?:static|final|mutating|nonisolated|indirect|consuming|borrowing)\s+)*"#
            + #"(struct|enum|class|actor|protocol|func|subscript|init\?|init(?=[(<][^{]*\bthrows\b[^{]*\{))"#
            + #"\s*([^\s(<:{=]+|[<=>!+\-*/%&|^~?]+|)"#)
    private static let requirement = Pattern(#"^[ \t]+(?:mutating\s+|static\s+)*(func)\s+([^\s(<]+)"#)
    private static let protocolHead = Pattern(#"^[ \t]*public\s+protocol\s[^{]*\{"#)
    private static let conformanceHead = Pattern(#"^[ \t]*extension\s+[\w.]+\s*:[^{]*\{"#)
    /// Their meaning is the standard library's.
    private static let wellKnown: Set<String> = ["<", "==", "hash", "encode"]

    func violations(in files: [SourceFile]) -> [Violation] {
        files.filter { file in file.language == .swift && Self.folders.contains { file.isIn($0) } }.flatMap { file in
            let conformances = Self.bodies(after: Self.conformanceHead, in: file.code)
            let protocols = Self.bodies(after: Self.protocolHead, in: file.code)
            let declarations = Self.declaration.matches(in: file.code).filter { !Self.lies($0, in: conformances) }
            let requirements = Self.requirement.matches(in: file.code).filter { Self.lies($0, in: protocols) }
            let lines = file.lines
            return (declarations + requirements).compactMap { match -> Violation? in
                let (kind, name) = (match.groups[1], match.groups[2])
                guard !Self.wellKnown.contains(name), !Self.isDocumented(match.line, in: lines) else { return nil }
                return Violation(
                    path: file.path, line: match.line,
                    message:
                        "\(kind)\(name.isEmpty ? "" : " \(name)") has no doc comment: say what it is for, its units, its errors")
            }
        }
    }

    private static func lies(_ match: Pattern.Match, in bodies: [Range<String.Index>]) -> Bool {
        bodies.contains { $0.contains(match.range.lowerBound) }
    }

    /// What stands between the braces that `head` opens.
    private static func bodies(after head: Pattern, in code: String) -> [Range<String.Index>] {
        head.matches(in: code).map { match in
            var depth = 1
            let body = code[match.range.upperBound...].prefix { character in
                if character == "{" { depth += 1 }
                if character == "}" { depth -= 1 }
                return depth > 0
            }
            return body.startIndex..<body.endIndex
        }
    }

    private static func isDocumented(_ line: Int, in lines: [Substring]) -> Bool {
        for above in lines[..<(line - 1)].reversed() {
            let text = above.drop { $0.isWhitespace }
            if text.hasPrefix("///") || text.hasSuffix("*/") { return true }
            guard text.hasPrefix("@") || text.hasPrefix("// SAFETY:") else { return false }
        }
        return false
    }
}

struct DocCommentsTests {
    @Test("the public declarations of the domain and of the plugin kit are documented")
    func repository() throws {
        try expectNoViolations(of: DocComments())
    }

    @Test("what others call needs a doc comment")
    func samples() {
        let text = """
            public struct A {
                public let b: Int
                public init(b: Int) {
                    self.b = b
                }
                public init?(_ text: String) { nil }
                public init(_ c: Int) throws(E) {
                }
                @discardableResult
                public static func d() -> Int { 1 }
                func e() {}
                public static func < (left: A, right: A) -> Bool { true }
            }
            extension A: G {
                public func i() {}
            }
            public protocol F {
                func g()
                /// Says h.
                func h()
            }
            """
        let found = DocComments().violations(in: text, at: "Host/Domain/A.swift")
        #expect(found.map(\.line).compactMap(\.self).sorted() == [1, 6, 7, 10, 17, 18])
        #expect(DocComments().violations(in: text, at: "Host/Store/A.swift").isEmpty)
    }

    @Test("a doc comment counts through attributes, and a plain comment does not")
    func comments() {
        let rule = DocComments()
        #expect(rule.violations(in: "/// A.\n@frozen\npublic enum A {}\n", at: "Host/Domain/A.swift").isEmpty)
        #expect(rule.violations(in: "// A.\npublic enum A {}\n", at: "Host/Domain/A.swift").map(\.line) == [2])
        #expect(rule.violations(in: "/// A.\n\npublic enum A {}\n", at: "Host/Domain/A.swift").map(\.line) == [3])
    }
}
