import Testing

/// What Swift code does without.
enum SwiftBans {
    static let all: [Ban] =
        errors + surroundings + [
            Ban(
                "print", #"(?<![\w.`])(print|debugPrint|dump|NSLog)\s*\("#,
                instead: "log with a constant message and metadata; only the commands write to standard output",
                allowedIn: ["Host/Daemon/Commands"], isAllowedInTests: true,
                bad: "print(\"here\")", good: ["fingerprint(x)", "// print(x)", "encoder.print(x)"]),
            Ban(
                "an unstructured task", #"\bTask\s*(\.\s*(detached|immediate)\b|<[^>\n]*>\s*[({]|[({])"#,
                instead: "make it a Service in the daemon's ordered list, or a child task of a group",
                allowedIn: ["Host/Daemon"], isAllowedInTests: true,
                bad: "Task { await work() }", good: ["group.addTask { }", "try Task.checkCancellation()", "Task.isCancelled"]),
            Ban(
                "XCTest", #"\bimport\s+XCTest\b|\bXCT(Skip|Assert)\w*"#, instead: "use Swift Testing",
                bad: "import XCTest", good: ["import Testing"]),
            Ban(
                "a disabled test without a reason", #"\.disabled\s*\(\s*(\)|if:[^,\n]*\))"#,
                instead: "say why, or fix it", bad: "@Test(.disabled()) func x() {}",
                good: ["@Test(.disabled(\"why\")) func x() {}"]),
        ]

    /// A mistake is a value that somebody decides about, never a crash and never silence.
    private static let errors = [
        Ban(
            "try?", #"\btry\?"#, instead: "use do and catch, and tell \"no\" from \"unknown\"", isAllowedInTests: true,
            bad: "let x = try? read()", good: ["let x = try read()", "// try? is banned"]),
        Ban(
            "try!", #"\btry!"#, instead: "let it throw, or catch it", isAllowedInTests: true,
            bad: "let x = try! read()", good: ["let x = try read()"]),
        Ban(
            "as!", #"\bas!"#, instead: "use `as?` with a guard that says what happens otherwise", isAllowedInTests: true,
            bad: "let x = y as! Int", good: ["let x = y as? Int"]),
        // A pointer in a C header is imported with a `!`, which an `@implementation` of it has to repeat.
        Ban(
            "a force unwrap", #"(?<!\btry)(?<!\bas)(?<!Pointer<\w{1,40}>)(?<=[\w)\]}>`"])!(?!=)"#,
            instead: "use `guard let`, or `precondition` with the reason why it cannot happen", isAllowedInTests: true,
            bad: "let x = y!.z",
            good: [
                "if x != y {}", "if !x {}", "#if !os(Linux)", "let x = y as! Int", "\"no!\"", "-> UnsafePointer<usher_plugin>! {",
            ]),
        Ban(
            "fatalError", #"\b(fatalError|assertionFailure)\s*\("#,
            instead: "throw, or use `preconditionFailure` with the reason why it cannot happen", isAllowedInTests: true,
            bad: "fatalError(\"no\")", good: ["preconditionFailure(\"no\")"]),
    ]

    /// Time and randomness are parameters (Host/Domain/Ports/Surroundings.swift).
    private static let surroundings = [
        Ban(
            "reading the wall clock",
            #"\bDate\s*(\(\s*\)|\.now\b|\(\s*timeIntervalSinceNow)|\bCLOCK_REALTIME\b|(?<![\w.])time\s*\("#,
            instead: "take a WallClock", allowedIn: ["Host/Daemon/Surroundings", "Host/Worker"], isAllowedInTests: true,
            bad: "let now = Date()", good: ["let then = Date(timeIntervalSince1970: 0)", "x.time(of: y)"]),
        Ban(
            "UUID()", #"\bUUID\s*\(\s*\)"#, instead: "take a RandomSource", isAllowedInTests: true,
            bad: "let id = UUID()", good: ["UUID(uuidString: text)"]),
        Ban(
            "a random number",
            #"\.random\s*\(\s*in:|\bSystemRandomNumberGenerator\b|\barc4random\w*\s*\(|\.randomElement\s*\(\s*\)"#,
            instead: "take a RandomSource", allowedIn: ["Host/Daemon/Surroundings", "Host/Worker"], isAllowedInTests: true,
            bad: "let n = Int.random(in: 0..<9)", good: ["let bytes = random.bytes(16)"]),
        Ban(
            "a sleep",
            #"\bTask\s*\.\s*sleep\b|\b(Continuous|Suspending)Clock\s*\(\s*\)\s*\.\s*sleep\b|\.sleep\s*\(\s*(for|until):"#
                + #"|(?<![\w.])(?<!func )(u|nano)?sleep\s*\((?!\s*\w+:)|\bThread\s*\.\s*sleep\b"#,
            instead: "take a SteadyClock; in a test, wait for a condition with `eventually`",
            // Beside the clock itself and the one polling function: a lock on a file, which only the kernel knows about, a test
            // that kills its own process at a random moment, and a benchmark, which takes no part in the tests.
            allowedIn: [
                "Host/Daemon/Surroundings", "Tests/Support/Eventually.swift", "Host/Store/DataDirectory.swift",
                "Tests/UsherStoreTests/CrashTests.swift", "Tests/Benchmarks/MeasureReplacement.swift",
            ],
            bad: "try await Task.sleep(for: .seconds(1))",
            good: [
                "try await clock.sleep(milliseconds: 5)", "func sleep(milliseconds: Int64) async throws",
                "sleep(until: deadline)",
            ]),
        Ban(
            "a sleep in disguise",
            #"\b(comesTrue|eventually)\s*\([^{}]*\)\s*\{\s*(\([^)]*\)\s*in\s*)?(return\s+)?(false|true)\s*\}"#,
            instead: "wait for something that can come true: a state, a line of a log, a count",
            bad: "_ = try await comesTrue(within: .milliseconds(500)) { false }",
            good: [
                "try await comesTrue(within: .seconds(5)) { isThere }", "try await eventually(\"it is\") { x == false }",
                "let isNever = { false }",
            ]),
        Ban(
            "a clock of one's own", #"\b(ContinuousClock|SuspendingClock|DispatchTime|CLOCK_MONOTONIC\w*)\b"#,
            instead: "take a SteadyClock",
            // The threads around libcurl and around a worker sleep in the kernel: a clock that could be anything else would only
            // disagree with it. The checker times the functions of a plugin.
            allowedIn: ["Host/Daemon/Surroundings", "Host/HTTP", "Host/Plugins/Worker", "Host/Worker", "Host/Checker"],
            isAllowedInTests: true,
            bad: "let start = ContinuousClock.now", good: ["let start = clock.nowMilliseconds()"]),
    ]

    @Test("Swift code uses none of the banned words", arguments: all)
    static func areAbsent(_ ban: Ban) throws {
        try expectNoViolations(of: ban)
    }
}
