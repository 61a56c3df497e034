import UsherDomain

/// Crashes, hangs and ends: groups 41 to 46.
enum CrashCases {
    static let all = signals + places + later + ends + hangs + rhythms

    private static func crash(_ name: String, _ definitions: [String], _ question: Question, _ expected: Expectation)
        -> HostileCase
    {
        HostileCase(41, name, "R9", .source("crash_in", definitions), asking: question, expecting: expected)
    }

    private static let signals = [
        ("segv", 1), ("ill", 2), ("abrt", 3), ("fpe", 4), ("bus", 5), ("stack", 6), ("jump", 7), ("kill", 8), ("term", 9),
        ("pipe", 10),
    ].map { crash("evaluate-\($0.0)", ["IN=4", "HOW=\($0.1)"], .evaluate(), .crashed) }

    private static let places = [
        crash("constructor", ["IN=1"], .evaluate(), .refused("signal")),
        crash("load", ["IN=2"], .evaluate(), .refused("signal")),
        crash("create", ["IN=3"], .evaluate(), .unknown([.crashed, .notRunning], .ends)),
        crash("thread", ["IN=5"], .evaluate(), .crashed),
        crash("destroy", ["IN=6"], .evaluate(), .no("alive")),
        crash("unload", ["IN=7"], .evaluate(), .no("alive")),
        crash("destructor", ["IN=8"], .evaluate(), .no("alive")),
        crash("extension", ["IN=9"], .evaluate(), .refused("signal")),
        crash("describe", ["IN=10"], .describe(code: "code"), .crashed),
        crash("reserve", ["IN=11"], .reserve(code: "code"), .crashed),
        crash("commit", ["IN=12"], .commit, .crashed),
        crash("action", ["IN=13"], .action("act"), .crashed),
        crash("begin-link", ["IN=14"], .beginLink, .crashed),
        crash("resume-link", ["IN=15"], .resumeLink, .crashed),
        crash("members", ["IN=16"], .members, .crashed),
        crash("webhook", ["IN=17", permission("webhook")], .webhook, .crashed),
        crash("health", ["IN=18"], .health, .crashed),
        crash("watch", ["IN=19"], .silence, .crashed).logs("signal 11"),
    ]

    private static let later = [
        HostileCase(42, "overrun", "R2", .source("later", 1), asking: .evaluate(), .evaluate(), expecting: .contained),
        HostileCase(42, "freed-twice", "R2", .source("later", 2), asking: .evaluate(), .evaluate(), expecting: .contained),
        HostileCase(42, "streams", "R9", .source("later", 4), asking: .evaluate(), .evaluate(), expecting: .no("closed")),
    ]

    private static let ends = [
        HostileCase(43, "exit", "R9", .source("leave", 1), expecting: .crashed),
        HostileCase(43, "quick-exit", "R9", .source("leave", 2), expecting: .crashed),
        HostileCase(43, "atexit-hangs", "R9", .source("leave", 3), expecting: .unknown([.timedOut, .crashed], .ends)),
        HostileCase(43, "at-quick-exit-hangs", "R9", .source("leave", 4), expecting: .unknown([.timedOut, .crashed], .ends)),
        HostileCase(43, "stop", "R9", .source("leave", 5), expecting: .hangs),
        HostileCase(43, "kill-itself", "R9", .source("leave", 6), expecting: .crashed),
        HostileCase(43, "kill-group", "R9", .source("leave", 7), expecting: .unknown([.failed], .goesOn)),
        HostileCase(43, "underscore-exit", "R9", .source("exit_in_evaluate"), expecting: .crashed),
        HostileCase(43, "constructor", "H", .source("exit_in_constructor"), expecting: .refused("ended by itself with code 0")),
        HostileCase(43, "abort", "R9", .source("leave", 9), expecting: .crashed),
    ]

    private static let hangs = [
        HostileCase(44, "pause", "R5", .source("hang", ["HANG_IN=3", "HANG_BUSY=0"]), expecting: .hangs),
        HostileCase(44, "busy", "R5", .source("hang", ["HANG_IN=3", "HANG_BUSY=1"]), expecting: .hangs),
        HostileCase(44, "own-lock", "R5", .source("hang_more", 1), expecting: .hangs),
        HostileCase(44, "sleep", "R5", .source("hang_more", 2), expecting: .hangs),
        HostileCase(44, "after-a-yes", "R5", .source("hang_more", 3), expecting: .hangs),
        HostileCase(44, "a-little-late", "R5", .source("hang_more", 4), expecting: .unknown([.timedOut], .goesOn)),
        HostileCase(44, "a-millisecond-late", "R5", .source("hang_more", 11), expecting: .unknown([.timedOut], .goesOn)),
        HostileCase(44, "asks-for-ever", "R5", .source("hang_more", 5), expecting: .hangs),
        HostileCase(44, "blocked-signals", "R5", .source("hang_more", 7), expecting: .hangs),
        HostileCase(44, "describe", "R5", .source("hang_more", 8), asking: .describe(code: "code"), expecting: .hangs),
        HostileCase(
            44, "create", "R5", .source("hang", ["HANG_IN=2", "HANG_BUSY=0"]),
            expecting: .unknown([.notRunning, .timedOut], .ends)),
        HostileCase(45, "constructor", "H", .source("hang", ["HANG_IN=1", "HANG_BUSY=1"]), expecting: .refused("in time")),
        HostileCase(45, "destructor", "H", .source("hang_more", 10), expecting: .no("came back")),
        HostileCase(45, "thread-end", "R5", .source("hang_more", 6), expecting: .hangs),
        HostileCase(45, "extension", "R4", .source("hang_more", 9), expecting: .refused("in time")),
    ]

    private static let rhythms = [
        HostileCase(
            46, "every-fifth", "R9", .source("later", 3), asking: .evaluate(), .evaluate(), .evaluate(), .evaluate(),
            expecting: .no("asked")),
        HostileCase(46, "every-time", "R9", .source("crash", ["CRASH_SIGNAL=11"]), expecting: .crashed),
        HostileCase(
            46, "at-every-start", "R9", .source("crash_in", ["IN=3", "HOW=2"]),
            expecting: .unknown([.crashed, .notRunning], .ends)),
    ]

    /// A definition that asks for a permission in the manifest.
    private static func permission(_ name: String) -> String {
        "PLUGIN_MORE=\",\\\"permissions\\\":{\\\"\(name)\\\":true}\""
    }
}
