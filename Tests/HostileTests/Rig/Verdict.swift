import UsherDomain

/// What came of a case, and what was wrong with that.
struct Verdict: Sendable {
    let hostile: HostileCase
    /// In a few words, for the table.
    var outcome: String
    /// Empty when it came as it must.
    var faults: [String]
    /// Whether the host's log tells whose answer was unknown.
    var isNamed = true
    var milliseconds: Int64 = 0

    /// Compares what was heard with what must be.
    static func faults(_ heard: [Heard], crashes: Int?, problems: String, expected: Expectation) -> [String] {
        var faults: [String] = []
        func expect(_ condition: Bool, _ text: @autoclosure () -> String) {
            if !condition { faults.append(text()) }
        }
        expect(!heard.contains(.notAsked), "the plugin does not offer what was to be asked")
        switch expected {
        case .refused(let text):
            expect(
                !problems.isEmpty && problems.contains(text), "refused because of \"\(text)\" was expected, not \"\(problems)\"")
            expect(heard.allSatisfy(\.isUnknown), "a file that was to be refused has answered: \(heard)")
        case .ignored:
            expect(problems.contains("no file in the plugin directory"), "not ignored: \(problems)")
            expect(heard.allSatisfy(\.isUnknown), "a file that was to be ignored has answered: \(heard)")
        case .unknown(let kinds, let worker):
            for answer in heard {
                guard case .unknown(let kind, _) = answer, kinds.contains(kind) else {
                    faults.append("unknown (\(kinds.map(\.rawValue).joined(separator: " or "))) was expected, not \(answer)")
                    continue
                }
            }
            switch worker {
            case .goesOn: expect(crashes ?? 0 == 0, "its worker was to go on, and ended \(crashes ?? 0) times")
            case .ends: expect(crashes ?? 0 > 0, "its worker was to be ended, and goes on")
            case .either: break
            }
        case .no(let text):
            expect(!heard.isEmpty, "nobody was asked")
            for answer in heard {
                guard case .no(let reason) = answer, reason.contains(text) else {
                    faults.append("a no with \"\(text)\" was expected, not \(answer)")
                    continue
                }
            }
            expect(crashes == 0, "its worker was to go on, and ended \(crashes ?? -1) times")
        case .answers(let text):
            expect(!heard.isEmpty, "nobody was asked")
            for answer in heard { expect(answer.text.contains(text), "\"\(text)\" was expected, not \(answer)") }
            expect(crashes == 0, "its worker was to go on, and ended \(crashes ?? -1) times")
        case .noOrUnknown(let text, let kinds):
            expect(!heard.isEmpty, "nobody was asked")
            for answer in heard {
                switch answer {
                case .no(let reason) where reason.contains(text): break
                case .unknown(let kind, _) where kinds.contains(kind): break
                default: faults.append("a no with \"\(text)\" was expected, or \(kinds.map(\.rawValue)), not \(answer)")
                }
            }
        case .contained:
            expect(!heard.isEmpty, "nobody was asked")
            for answer in heard where !answer.isUnknown && !answer.isNo { faults.append("it got as far as \(answer)") }
        }
        return faults
    }
}

extension Heard {
    var isUnknown: Bool {
        if case .unknown = self { true } else { false }
    }

    var isYes: Bool {
        if case .yes = self { true } else { false }
    }

    var isNo: Bool {
        if case .no = self { true } else { false }
    }

    var text: String {
        switch self {
        case .yes: "holds"
        case .no(let reason): "no: \(reason)"
        case .unknown(let kind, _): "unknown: \(kind.rawValue)"
        case .other(let words): words
        case .notAsked: "not asked"
        }
    }
}
