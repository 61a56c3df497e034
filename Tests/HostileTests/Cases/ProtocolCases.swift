import UsherDomain

/// Messages, services, flows, actions and times: groups 58 to 72.
enum ProtocolCases {
    static let all = forged + services + flows + actions + times + listings

    private static func wire(_ group: Int, _ name: String, _ number: Int, _ expected: Expectation) -> HostileCase {
        HostileCase(group, name, "H", .source("wire", number), expecting: expected)
    }

    /// One of the forgeries of forger.c.
    private static func forgery(_ name: String, _ letter: String, _ expected: Expectation = .violation(.ends)) -> HostileCase {
        HostileCase(58, name, "H", .source("forger"), asking: .evaluate("{\"\(letter)\":1}"), expecting: expected)
    }

    private static let forged = [
        forgery("length-4g", "a"), forgery("length-2g", "b"), forgery("length-3", "c"), forgery("answers-all", "d"),
        forgery("asks-outside", "e"), forgery("second-hello", "f"), forgery("order", "g"), forgery("no-type", "h"),
        forgery("endless-log", "i"), forgery("endless-requests", "j"), forgery("half-a-length", "k", .hangs),
        wire(58, "other-build", 1, .refused("no message")), wire(58, "huge-hello", 2, .refused("tooLarge")),
        wire(58, "answer-first", 3, .refused("what was not asked")),
        wire(58, "forged-refusal", 4, .refused("everything is fine")),
        wire(58, "byte-by-byte", 5, .violation(.ends)), wire(58, "answers-2000", 6, .violation(.ends)),
        wire(58, "nested-requests", 7, .violation(.ends)), wire(58, "never-reads", 9, .hangs),
        wire(58, "short-length", 10, .violation(.ends)), wire(58, "announces-more", 11, .violation(.ends)),
        wire(58, "huge-log", 12, .violation(.ends)),
        wire(59, "descriptors", 8, .no("refused")),
        wire(60, "floods", 13, .unknown([.timedOut], .either)),
    ]

    /// Calls of services, with the status that each must be answered with, by a plugin with these permissions.
    private static func service(
        _ group: Int, _ status: Int, _ names: [(String, Int)], _ permissions: String
    ) -> [HostileCase] {
        names.map {
            HostileCase(
                group, $0.0, "R10", .source("services", ["CASE=\($0.1)", "PLUGIN_MORE=\(quoted(permissions))"]),
                expecting: .no("refused: status \(status)"))
        }
    }

    private static func service(_ group: Int, _ status: Int, _ names: (String, Int)...) -> [HostileCase] {
        service(group, status, names, #","permissions":{}"#)
    }

    private static func requests(_ status: Int, _ names: (String, Int)...) -> [HostileCase] {
        service(61, status, names, #","permissions":{"http":["https://api.example.org"]}"#)
    }

    private static func secrets(_ group: Int, _ status: Int, _ names: (String, Int)...) -> [HostileCase] {
        service(group, status, names, holdsSecrets)
    }

    private static let services =
        requests(
            -1, ("file", 64), ("gopher", 65), ("user-info", 66), ("empty", 69), ("split-url", 70), ("null-url", 71),
            ("size-4", 72), ("null", 73), ("split-name", 20), ("split-value", 21), ("own-host", 22), ("connect", 25))
        + requests(
            -9, ("not-in-manifest", 60), ("loopback", 61), ("metadata", 62), ("private", 63), ("suffix", 67), ("other-port", 68),
            ("own-authorisation", 23))
        + requests(
            -10, ("four-billion", 24), ("split-method", 26), ("large-body", 27), ("wild-body", 28), ("endless-answer", 29),
            ("hundred", 30), ("four-billion-at-once", 31))
        + service(62, -9, ("not-in-manifest", 50)) + service(62, -1, ("nowhere", 51), ("null", 52), ("null-host", 53))
        + service(
            63, -1, ("empty-key", 3), ("long-key", 4), ("no-text", 5), ("wild-value", 7), ("negative-time", 8), ("null", 11),
            ("wild-prefix", 13))
        + service(63, -10, ("large-value", 6)) + service(63, -11, ("neighbours-key", 1), ("path", 2))
        + service(63, -12, ("lost-update", 10))
        + [HostileCase(63, "all-keys", "R7", .source("services", 12), expecting: .no("keys"))]
        + secrets(64, -1, ("empty-name", 43)) + secrets(64, -9, ("write-configured", 41), ("delete-configured", 42))
        + secrets(64, -11, ("path", 40))
        + secrets(65, -1, ("algorithm", 44)) + secrets(65, -10, ("wild-data", 47))
        + secrets(65, -9, ("empty-mac", 45), ("no-hex", 46), ("long-mac", 49))
        + [
            HostileCase(
                64, "told", "R10", .source("services", ["CASE=48", "PLUGIN_MORE=\(quoted(holdsSecrets))"]),
                expecting: .no("[secret]")
            ).logs("[secret]")
        ]

    private static let holdsSecrets = #","permissions":{"secrets":true}"#

    private static func link(_ name: String, _ number: Int, _ expected: Expectation = .violation()) -> HostileCase {
        HostileCase(
            66, name, "R6",
            .source(
                "links", ["CASE=\(number)", "PLUGIN_MORE=\(quoted(#","permissions":{"link_hosts":["login.example.org"]}"#))"]),
            asking: .beginLink, .resumeLink, expecting: expected)
    }

    private static func webhook(_ name: String, _ number: Int, _ question: Question, _ expected: Expectation) -> HostileCase {
        HostileCase(
            67, name, "R11",
            .source("webhooks", ["CASE=\(number)", "PLUGIN_MORE=\(quoted(#","permissions":{"webhook":true}"#))"]),
            asking: question, expecting: expected)
    }

    private static let flows =
        [
            link("not-https", 1), link("javascript", 2), link("elsewhere", 3), link("user-info", 4), link("data", 5),
            link("no-url", 6), link("split", 7), link("two-steps", 8), link("nobody", 9), link("no-text", 10),
            link("asks-password", 11, .answers("form")), link("no-schema", 12), link("large-state", 13), link("wild-secret", 14),
            link("negative-times", 15), link("no-step", 16), link("silent", 17),
            link("step-and-error", 18, .unknown([.failed], .goesOn)), link("done-at-once", 19, .answers("done")),
        ] + [
            webhook("event-and-refusal", 1, .webhook, .answers("403, 0 events")),
            webhook("nobody-linked", 2, .webhook, .answers("204, 1 events")),
            webhook("no-event", 3, .webhook, .answers("204, 0 events")),
            webhook("about-nobody", 4, .webhook, .answers("204, 0 events")),
            webhook("million", 5, .webhook, .answers("204, 50000 events")),
            webhook("page", 6, .webhook, .answers("204, 0 events")), webhook("redirect", 7, .webhook, .answers("204, 0 events")),
            webhook("split-type", 8, .webhook, .answers("204, 0 events")),
            webhook("large-reply", 9, .webhook, .answers("204, 0 events")),
            webhook("two-replies", 10, .webhook, .violation()),
            webhook("evidence", 11, .webhook, .answers("204, 0 events")),
            webhook("watch-returns", 12, .evaluate(), .no("asked")).logs("watch ended early"),
            webhook("watch-floods", 13, .evaluate(), .no("asked")).watches,
            webhook("watch-hangs", 14, .evaluate(), .no("asked")),
        ]

    private static func declared(_ name: String, _ wrong: Int, _ text: String) -> HostileCase {
        HostileCase(68, name, "H", .source("extensions", ["WRONG=\(wrong)"]), expecting: .refused(text))
    }

    private static func result(_ group: Int, _ name: String, _ number: Int, _ expected: Expectation = .violation()) -> HostileCase
    {
        HostileCase(group, name, "R6", .source("actions", number), asking: .action("act"), expecting: expected)
    }

    private static let actions = [
        declared("unknown-type", 1, "signature of action act"), declared("nine", 2, "signature of action act"),
        declared("null-function", 3, "no function"), declared("twice", 4, "two actions"),
        declared("hundred-thousand", 5, "more than 64"),
        declared("null", 6, "is NULL"), declared("half-a-claim", 7, "lacks describe()"),
        declared("same-name", 8, "breaks the grammar"),
        HostileCase(
            68, "lies-about-type", "R6", .source("actions", 10), asking: .action("act", [.integer(1), .integer(2)]),
            expecting: .crashed), result(68, "takes-more", 11, .unknown([.crashed, .failed], .either)),
        result(68, "no-code", 12, .crashed),
        result(69, "no-json", 1, .answers("null")), result(69, "too-large", 2, .answers("null")), result(69, "two", 3),
        result(69, "result-and-error", 4, .unknown([.failed], .goesOn)), result(69, "evidence", 5, .answers("null")),
        result(69, "deep", 6, .answers("null")),
        result(69, "half-a-character", 7, .answers("null")), result(69, "wild", 8, .answers("null")),
        result(70, "harmless-name", 9, .answers("yes")),
    ]

    private static func clock(_ name: String, _ number: Int, _ expected: Expectation) -> HostileCase {
        HostileCase(71, name, "R6", .source("clocks", number), expecting: expected)
    }

    private static let times = [
        clock("good-0", 0, .no("how long")), clock("good-negative", 1, .violation()), clock("good-smallest", 2, .violation()),
        clock("good-largest", 3, .no("how long")), clock("good-ages", 4, .no("how long")),
        clock("retry-negative", 5, .unknown([.failed], .goesOn)), clock("retry-smallest", 6, .unknown([.failed], .goesOn)),
        clock("retry-largest", 7, .unknown([.failed], .goesOn)),
        clock("retry-ages", 8, .unknown([.failed], .goesOn)), clock("error-negative", 9, .unknown([.failed], .goesOn)),
        clock("error-largest", 11, .unknown([.failed], .goesOn)),
    ]

    private static func listing(
        _ name: String, _ number: Int, _ question: Question = .members, _ expected: Expectation = .violation()
    )
        -> HostileCase
    {
        HostileCase(72, name, "R6", .source("listing", number), asking: question, expecting: expected)
    }

    private static let listings = [
        listing("no-page", 1), listing("two-pages", 2), listing("member-behind", 3), listing("unchanged-with-member", 7),
        listing("nameless-member", 10), listing("no-text", 11), listing("foreign-item", 12),
        listing("page-and-error", 13, .members, .unknown([.failed], .goesOn)),
        listing("evidence", 14),
        listing("strange-flags", 15), listing("group-no-json", 16, .groups),
        listing("group-no-id", 17, .groups),
        listing("group-member", 18, .groups),
    ]

    /// A text as a C literal.
    private static func quoted(_ text: String) -> String {
        "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
    }
}
