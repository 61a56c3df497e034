/// Finds where functions begin and end, by braces (or, in Python, by indentation).
enum FunctionBodies {
    /// A function and its extent, both lines included.
    struct Function: Hashable {
        let name: String
        let firstLine: Int
        let lineCount: Int
    }

    private static let swift = Pattern(
        #"^[ \t]*(?:@\w+(?:\([^)\n]*\))?[ \t\n]+|[a-z]+(?:\([a-z]+\))?[ \t]+)*?"#
            + #"(func\s+[^\s(<]+|init(?=[?!]?\s*[(<])|deinit|subscript|var\s+\w+)"#)
    private static let c = Pattern(#"^[A-Za-z_][^;{}()]*?(\w+)\s*\([^;{}]*\)\s*(?=\{)"#)
    private static let typeScript = Pattern(#"^[ \t]*(?:export\s+)?(?:default\s+)?(?:async\s+)?function\s*\*?\s*(\w*)"#)
    private static let python = Pattern(#"^([ ]*)(?:async[ ]+)?def[ ]+(\w+)"#)

    static func all(in file: SourceFile) -> [Function] {
        switch file.language {
        case .swift: braced(swift, in: file.code)
        case .c: braced(c, in: file.code)
        case .typeScript: braced(typeScript, in: file.code)
        case .python: indented(in: file)
        case .shell, .markdown, .other: []
        }
    }

    private static func braced(_ pattern: Pattern, in code: String) -> [Function] {
        pattern.matches(in: code).compactMap { match in
            guard let end = end(of: code[match.range.upperBound...]) else { return nil }
            let extent = code[match.range.lowerBound..<end].drop { $0.isNewline }
            let lines = extent.utf8.count { $0 == UInt8(ascii: "\n") } + 1
            return Function(name: match.groups[1], firstLine: match.line, lineCount: lines)
        }
    }

    /// Where the body that follows a declaration's name ends; `nil` when the declaration has none.
    private static func end(of rest: Substring) -> String.Index? {
        var (parentheses, braces) = (0, 0)
        var previous: UInt8 = 0
        for index in rest.utf8.indices {
            let byte = rest.utf8[index]
            switch byte {
            case UInt8(ascii: "("), UInt8(ascii: "["): parentheses += 1
            case UInt8(ascii: ")"), UInt8(ascii: "]"): parentheses -= 1
            case UInt8(ascii: "{"): braces += 1
            case UInt8(ascii: "}"):
                braces -= 1
                if braces < 0 { return nil }
                if braces == 0, parentheses == 0 { return rest.utf8.index(after: index) }
            case UInt8(ascii: "\n") where braces == 0 && parentheses == 0 && !continues(rest[index...], after: previous):
                return nil
            default: break
            }
            if byte > UInt8(ascii: " ") { previous = byte }
        }
        return nil
    }

    /// Whether a declaration goes on in the next line, although no bracket is open.
    private static func continues(_ rest: Substring, after previous: UInt8) -> Bool {
        let next = rest.drop { $0.isWhitespace }
        if previous == UInt8(ascii: ",") { return true }
        return ["{", "->", "where ", "async", "throws", "rethrows", "&", ":"].contains { next.hasPrefix($0) }
    }

    private static func indented(in file: SourceFile) -> [Function] {
        let lines = file.codeLines
        return python.matches(in: file.code).map { match in
            let depth = match.groups[1].count
            var last = match.line
            for (offset, line) in lines[match.line...].enumerated() where !line.allSatisfy(\.isWhitespace) {
                let isBody = line.prefix { $0 == " " }.count > depth || line.drop { $0 == " " }.hasPrefix(")")
                guard isBody else { break }
                last = match.line + offset + 1
            }
            return Function(name: match.groups[2], firstLine: match.line, lineCount: last - match.line + 1)
        }
    }
}
