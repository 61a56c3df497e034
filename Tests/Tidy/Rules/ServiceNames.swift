import Testing

/// The host never names a service (law 12): a host that knows one learns more about it, line by line, until it is about nothing
/// else.
enum ServiceNames {
    static let all: [Ban] = [
        Ban(
            "the name of a service", #"(?i)github|patreon|openldap|keycloak|authentik|\bokta\b"#,
            instead: "the host knows authorisers, instances and accounts; what is special about one belongs in its plugin",
            in: [.swift, .c, .typeScript, .python, .shell, .markdown, .other], view: .text, onlyIn: ["Host", "web", "PluginABI"],
            bad: "let title = \"Sign in with GitHub\"")
    ]

    @Test("the host and the web pages name no service", arguments: all)
    static func areAbsent(_ ban: Ban) throws {
        try expectNoViolations(of: ban)
    }

    @Test("a service is found below Host and web, and may be named in a plugin")
    static func boundary() {
        for ban in Self.all {
            #expect(!ban.violations(in: "// like GitHub", at: "Host/Engine/X.swift").isEmpty)
            #expect(!ban.violations(in: "<p>Patreon</p>", at: "web/app/Page.tsx").isEmpty)
            #expect(ban.violations(in: "// like GitHub", at: "Plugins/GitHub/Entry.swift").isEmpty)
        }
    }
}
