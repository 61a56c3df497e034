import UsherDomain

/// What is emitted, kept, freed and left behind in calls: groups 29 to 40.
enum CallCases {
    static let all = items + contradictions + kinds + calls + strings + streams + memory + ways + instances

    /// One of the answers of answers.c.
    private static func answer(
        _ group: Int, _ name: String, _ rule: String, _ letter: String, _ expected: Expectation = .violation()
    ) -> HostileCase {
        HostileCase(group, name, rule, .source("answers"), asking: .evaluate("{\"\(letter)\":1}"), expecting: expected)
    }

    private static func batch(_ name: String, _ number: Int, _ expected: Expectation) -> HostileCase {
        HostileCase(29, "batch-\(name)", "R6", .source("batch", number), asking: .batch, expecting: expected)
    }

    private static let items = [
        answer(29, "none", "R6", "a"), answer(29, "two", "R6", "b"), answer(29, "foreign-index", "R6", "p"),
        batch("none", 1, .violation()), batch("twice", 2, .violation()),
        batch("beyond", 3, .violation()), batch("far-beyond", 4, .violation()),
        batch("error", 5, .unknown([.failed], .goesOn)),
        batch("foreign-item", 6, .violation()), batch("hundred-thousand", 7, .violation()),
        batch("no-findings", 8, .violation()), batch("reads-beyond", 9, .unknown([.crashed, .violation], .either)),
        batch("crash", 10, .crashed),
    ]

    private static let contradictions = [
        answer(30, "yes-and-error", "R6", "h", .unknown([.failed], .goesOn)), answer(30, "error-and-ok", "R6", "i"),
        answer(31, "one", "R6", "c"), answer(31, "minus-one", "R6", "d"), answer(31, "largest", "R6", "e"),
        answer(31, "status-5", "R6", "f"), answer(31, "status-smallest", "R6", "g", .unknown([.failed], .goesOn)),
    ]

    private static let kinds = [
        answer(32, "wrong-kind", "R6", "j"), answer(32, "no-kind", "R6", "k"), answer(32, "null", "R6", "l"),
        answer(32, "size-0", "R1", "m"), answer(32, "size-7", "R1", "n"),
        answer(32, "size-12", "R1", "o", .unknown([.failed], .goesOn)),
        HostileCase(32, "nowhere", "R2", .source("late", 12), expecting: .crashed),
        HostileCase(32, "other-call", "R6", .source("late", 2), expecting: .no("wrong time")),
    ]

    private static let calls = [
        HostileCase(33, "over", "R4", .source("late", 5), expecting: .violation()),
        HostileCase(33, "of-create", "R4", .source("late", 6), expecting: .violation()),
        HostileCase(33, "null", "R4", .source("late", 7), expecting: .violation()),
        HostileCase(33, "forged", "R4", .source("late", 8), expecting: .violation()),
        HostileCase(33, "copied", "R4", .source("late", 9), expecting: .violation()),
        HostileCase(33, "after-return", "R4", .source("late", 10), expecting: .violation()),
        HostileCase(33, "first-word", "R4", .source("late", 13), expecting: .violation()),
        answer(33, "never-was", "R4", "z"),
        HostileCase(34, "load", "R4", .source("late", 1), expecting: .no("wrong time")),
        HostileCase(34, "create", "R4", .source("late", 2), expecting: .no("wrong time")),
        HostileCase(34, "destroy", "R4", .source("late", 3), expecting: .no("wrong time")),
        HostileCase(34, "unload", "R4", .source("late", 4), expecting: .no("wrong time")),
    ]

    private static let strings = [
        answer(35, "null", "R3", "q"), answer(35, "wraps", "R3", "r"), answer(35, "longest", "R3", "s"),
        answer(35, "long", "R3", "t"), answer(35, "no-text", "R3", "u"), answer(35, "surrogate", "R3", "v"),
        answer(35, "no-json", "R3", "w"),
        HostileCase(35, "log-forging", "R3", .source("flood"), expecting: .answers("holds")).logs("plugin says"),
    ]

    private static func listing(_ group: Int, _ name: String, _ number: Int, _ question: Question, _ expected: Expectation)
        -> HostileCase
    {
        HostileCase(group, name, "R6", .source("listing", number), asking: question, expecting: expected)
    }

    private static let streams = [
        HostileCase(
            36, "cursor-again", "R6", .source("listing", 4), asking: .members, expecting: .answers("page of 1")),
        listing(36, "never-ends", 5, .allMembers, .answers("page of 1")),
        listing(36, "endless-page", 9, .members, .violation()),
        listing(36, "empties", 8, .members, .answers("page of 0, authoritative")),
        listing(36, "always-unchanged", 6, .members, .violation()),
        HostileCase(36, "puts", "R10", .source("services", 9), expecting: .noOrUnknown("values written", [.timedOut])),
        HostileCase(36, "log-flood", "R10", .source("flood"), expecting: .answers("holds")).logs("dropped_lines"),
    ]

    /// It has broken its own memory and says nothing: whatever comes of it is no answer.
    private static let broken = Expectation.unknown([.crashed, .violation, .timedOut], .either)

    private static let memory = [
        HostileCase(37, "writes-inputs", "R2", .source("borrowed", 1), expecting: .no("wrote")),
        HostileCase(37, "keeps-inputs", "R2", .source("borrowed", 2), asking: .evaluate(), .evaluate(), expecting: .contained),
        HostileCase(37, "keeps-arena", "R2", .source("borrowed", 3), asking: .evaluate(), .evaluate(), expecting: .contained),
        HostileCase(37, "frees-arena", "R2", .source("borrowed", 4), expecting: broken),
        HostileCase(37, "frees-input", "R2", .source("borrowed", 5), expecting: broken),
        HostileCase(37, "frees-call", "R2", .source("borrowed", 6), expecting: broken),
        HostileCase(37, "writes-call", "R2", .source("borrowed", 7), expecting: broken),
        HostileCase(37, "writes-host", "R2", .source("borrowed", 8), expecting: broken),
        HostileCase(37, "takes-all", "R2", .source("borrowed", 9), expecting: .no("megabytes")),
        HostileCase(37, "wraps", "R2", .source("borrowed", 10), expecting: .no("none")),
        HostileCase(38, "double-fetch", "R2", .source("double_fetch"), expecting: .violation()),
    ]

    private static let ways = [
        HostileCase(39, "pthread-exit", "R9", .source("unwind", 1), expecting: .unknown([.crashed, .timedOut], .ends)),
        HostileCase(39, "pthread-cancel", "R9", .source("unwind", 2), expecting: .unknown([.crashed, .timedOut], .ends)),
        HostileCase(39, "foreign-exception", "R9", .source("unwind", 3), expecting: .unknown([.failed], .goesOn)),
        HostileCase(39, "forced", "R9", .source("unwind", 4), expecting: .unknown([.crashed, .timedOut], .ends)),
        HostileCase(
            39, "longjmp", "R9", .source("unwind", 5), asking: .evaluate(), .evaluate(),
            expecting: .unknown([.failed, .crashed, .violation, .timedOut], .either)),
        HostileCase(39, "c-plus-plus", "R9", .source("throw.cc", 1), expecting: .crashed),
        HostileCase(39, "terminate", "R9", .source("throw.cc", 2), expecting: .crashed),
    ]

    private static let instances = [
        HostileCase(40, "null", "H", .source("instances", 1), expecting: .violation()),
        HostileCase(40, "silent", "H", .source("instances", 9), expecting: .violation()),
        HostileCase(40, "same-twice", "H", .source("instances", 2), expecting: .no("asked")),
        HostileCase(40, "freed", "R2", .source("instances", 3), expecting: .no("asked")),
        HostileCase(40, "leaves-threads", "H", .source("instances", 4), expecting: .unknown([.misconfigured], .goesOn)),
        HostileCase(40, "status-5", "R6", .source("instances", 5), expecting: .violation()),
        HostileCase(40, "evidence", "R6", .source("instances", 6), expecting: .no("asked")),
        HostileCase(40, "no-address", "H", .source("instances", 7), expecting: .no("asked")),
        HostileCase(40, "input-as-self", "R2", .source("instances", 8), expecting: .contained),
    ]
}
