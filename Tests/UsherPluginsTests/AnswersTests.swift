import Testing
import UsherDomain
import UsherWire

@testable import UsherPlugins

@Suite("What a plugin returned, read as an answer")
struct AnswersTests {
    @Test(
        "a wait that it names is believed up to an hour, and nonsense is not believed at all",
        arguments: [
            (.max, 3_600_000), (1_000_000_000_000_000_000, 3_600_000), (5_000, 5_000), (0, nil), (-1, nil), (.min, nil),
        ] as [(Int64, Int64?)])
    func retryAfter(named: Int64, believed: Int64?) {
        let failure = Outcome.Failure(retryAfterMilliseconds: named, message: "later")
        let end = CallEnd.returned([Outcome(status: -5, failure: failure)])
        guard case .unknown(let unknown) = Answers.done(end) else {
            Issue.record("a failure was read as an answer")
            return
        }
        #expect(unknown.retryAfterMilliseconds == believed)
    }
}
