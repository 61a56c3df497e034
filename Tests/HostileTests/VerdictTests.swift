import Testing
import UsherDomain
import UsherTesting

extension HostileTests {
    @Suite("The judge of hostile plugins")
    struct VerdictTests {
        private func faults(_ heard: [Heard], crashes: Int? = 0, problems: String = "", _ expected: Expectation) -> [String] {
            Verdict.faults(heard, crashes: crashes, problems: problems, expected: expected)
        }

        @Test("What comes as it must is no fault")
        func right() {
            #expect(faults([.unknown(.notRunning, "")], crashes: nil, problems: "it is empty", .refused("empty")).isEmpty)
            #expect(faults([.unknown(.crashed, "")], crashes: 1, .crashed).isEmpty)
            #expect(faults([.unknown(.violation, "")], .violation()).isEmpty)
            #expect(faults([.no("refused: fork")], .no("refused")).isEmpty)
            #expect(faults([.other("null")], .answers("null")).isEmpty)
        }

        @Test(
            "Whatever else comes is a fault",
            arguments: [
                ([.yes("")], 0, "", .refused("empty")), ([.unknown(.notRunning, "")], nil, "it is large", .refused("empty")),
                ([.unknown(.notRunning, "")], nil, "", .refused("empty")), ([.no("")], 0, "", .ignored),
                ([.yes("")], 1, "", .crashed), ([.unknown(.crashed, "")], 0, "", .crashed),
                ([.unknown(.timedOut, "")], 1, "", .crashed), ([.unknown(.violation, "")], 1, "", .violation()),
                ([.no("")], 0, "", .violation()), ([.yes("succeeded: fork")], 0, "", .no("refused")),
                ([.no("something else")], 0, "", .no("refused")), ([.no("refused")], 1, "", .no("refused")),
                ([.unknown(.crashed, "")], 1, "", .no("refused")), ([.no("refused"), .yes("")], 0, "", .no("refused")),
                ([.notAsked], 0, "", .contained), ([.notAsked], 0, "", .unknown([.failed], .goesOn)), ([], 0, "", .contained),
                ([.other("page")], 0, "", .contained), ([], 0, "", .no("")), ([.other("null")], 1, "", .answers("null")),
                ([.no("else")], 0, "", .noOrUnknown("threads", [.timedOut])),
                ([.unknown(.crashed, "")], 1, "", .noOrUnknown("threads", [.timedOut])),
                ([.other("1")], 0, "", .answers("null")), ([.unknown(.failed, "")], 0, "", .answers("null")),
            ] as [([Heard], Int?, String, Expectation)])
        func wrong(heard: [Heard], crashes: Int?, problems: String, expected: Expectation) {
            #expect(!faults(heard, crashes: crashes, problems: problems, expected).isEmpty)
        }

        @Test("A plugin that grants, crashes or answers where it must not is noticed in a real run")
        func noticed() async throws {
            let wrong = [
                HostileCase(1, "grants", "H", .source("crash_every_third"), expecting: .contained),
                HostileCase(1, "crashes", "H", .source("crash", ["CRASH_SIGNAL=11"]), expecting: .no("plain")),
                HostileCase(1, "answers", "H", .source("plain"), expecting: .crashed),
                HostileCase(1, "loads", "H", .source("plain"), expecting: .refused("loaded")),
                HostileCase(1, "offers-nothing", "R6", .source("plain"), asking: .batch, expecting: .contained),
                HostileCase(1, "says-nothing", "H", .source("plain"), asking: .members, expecting: .no("plain")),
                HostileCase(1, "logs-nothing", "R10", .source("plain"), expecting: .no("plain")).logs("dropped_lines"),
                HostileCase(1, "escapes", "R10", .source("processes", 99), expecting: .no("refused")),
            ]
            let surroundings = try Surroundings()
            let report = try await Corpus(surroundings: surroundings).run(wrong)
            for verdict in report.verdicts { #expect(!verdict.faults.isEmpty, "\(verdict.hostile.id) was not noticed") }
            let grants = report.verdicts.first { $0.hostile.name == "grants" }
            #expect(grants?.faults.contains("somebody was granted") == true)
            try surroundings.close()
        }
    }
}
