import Testing

/// What the web pages do without.
enum WebBans {
    static let all: [Ban] = [
        web(
            "localStorage", #"\b(local|session)Storage\b|\bindexedDB\b"#,
            instead: "keep it in memory: what is stored is there for every script and every later person",
            bad: "localStorage.setItem(a, b)"),
        web(
            "innerHTML", #"\b(inner|outer)HTML\b|\binsertAdjacentHTML\b|\bdangerouslySetInnerHTML\b|\bdocument\.write\b"#,
            instead: "let React make the elements", bad: "x.innerHTML = y"),
        web(
            "eval", #"\beval\s*\(|\bnew\s+Function\s*\("#, instead: "write the code", bad: "eval(x)", good: ["retrieval(x)"]),
        web(
            "console", #"\bconsole\s*\.\s*(log|debug|info|warn|error|trace|dir|table)\b"#,
            instead: "show people what they need to know; nobody reads a console", bad: "console.log(x)"),
        web(
            "document.cookie", #"\bdocument\s*\.\s*cookie\b"#, instead: "the session's cookie is HttpOnly and the server's alone",
            bad: "document.cookie = x"),
        web(
            "a silenced type error", #"@ts-(ignore|nocheck|expect-error)|\bas\s+any\b|:\s*any\b"#,
            instead: "say what the type is, or `unknown` and check it", view: .text, bad: "const x = y as any",
            good: ["const x: unknown = y", "const company = 1"]),
        web(
            "\"*\"", #"["'`]\*["'`]"#, instead: "name the origin that is meant", view: .text,
            bad: "parent.postMessage(x, \"*\")", good: ["a * b"]),
    ]

    private static func web(
        _ what: String, _ pattern: String, instead: String, view: Ban.View = .code, bad: String, good: [String] = []
    ) -> Ban {
        Ban(
            what, pattern, instead: instead, in: [.typeScript], view: view, onlyIn: ["web/app", "web/matrix-login"],
            isAllowedInTests: true, bad: bad, good: good)
    }

    @Test("the web pages use none of the banned words", arguments: all)
    static func areAbsent(_ ban: Ban) throws {
        try expectNoViolations(of: ban)
    }
}
