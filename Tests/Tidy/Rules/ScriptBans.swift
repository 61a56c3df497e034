import Testing

/// What Python and shell scripts do without.
enum ScriptBans {
    static let all: [Ban] = [
        Ban(
            "time.sleep", #"\b(time|asyncio)\.sleep\s*\("#, instead: "wait for a condition with rig.waiting.until", in: [.python],
            // The one polling function; the demo's display, which waits for nothing; a visitor who is told when to come again;
            // and servers that are slow on purpose.
            allowedIn: [
                "Tests/Rig/rig/waiting.py", "Tests/Rig/rig/demo.py", "Tests/Rig/rig/visitor.py", "Tests/FaultServer", "web/dev",
            ],
            bad: "time.sleep(1)", good: ["# time.sleep(1)", "waiting.until(ready, \"it\")"]),
        Ban(
            "shell=True", #"\bshell\s*=\s*True\b"#, instead: "give the arguments as a list", in: [.python],
            bad: "subprocess.run(text, shell=True)", good: ["subprocess.run([\"ls\"])"]),
        Ban(
            "an except that takes everything", #"^\s*except\s*:|^\s*except (Base)?Exception\b[^\n]*:\s*\n\s*pass\b"#,
            instead: "name the exceptions that are expected", in: [.python],
            bad: "try:\n    x()\nexcept:\n    pass", good: ["except OSError:\n    pass"]),
        Ban(
            "unchecked TLS", #"\bverify\s*=\s*False\b|CERT_NONE|\b_create_unverified_context\b"#,
            instead: "trust the throw-away CA", in: [.python],
            bad: "get(url, verify=False)", good: ["get(url, verify=ca)"]),
        Ban(
            "sleep", #"^(?!\s*#).*(^|[\s;&|(])sleep\s+[\d$"]"#, instead: "wait for a condition, with a deadline", in: [.shell],
            view: .text, bad: "sleep 1", good: ["# sleep 1", "asleep 1"]),
        Ban(
            "unchecked TLS", #"\bcurl\b.*\s(-k|--insecure)\b|--no-check-certificate"#, instead: "trust the throw-away CA",
            in: [.shell],
            view: .text, bad: "curl -k https://127.0.0.1", good: ["curl --cacert ca.pem https://127.0.0.1"]),
    ]

    @Test("scripts use none of the banned words", arguments: all)
    static func areAbsent(_ ban: Ban) throws {
        try expectNoViolations(of: ban)
    }
}
