import Testing
import UsherWire

@testable import UsherPlugins

@Suite("Batches in a worker")
struct WorkerBatchTests {
    private static func ask(_ worker: BareWorker, _ accounts: [String]) throws -> [Outcome] {
        let subjects = SubjectList(accounts) { WireSubject(accountID: $0, accountName: "", linkJSON: "", pseudonym: "p") }
        return try worker.returnedAll(
            try worker.send(.call(instance: 0, deadline: .max, request: .evaluate(requirement: "{}", subjects: subjects))))
    }

    private static func reasons(_ outcomes: [Outcome]) -> [String] {
        outcomes.map { outcome in
            if case .evidence(let evidence)? = outcome.item { evidence.reason } else { "\(outcome)" }
        }
    }

    @Test("Everybody gets their own answer, however few subjects the plugin takes at once", arguments: [0, 1, 2, 3, 4])
    func chunks(maxSubjects: Int) async throws {
        try await BareWorker.run("worker_batch", defining: ["MAX_SUBJECTS=\(maxSubjects)"]) { worker in
            try worker.create()
            for count in [1, 2, 3, 4, 5] {
                let accounts = (0..<count).map { "account \($0)" }
                #expect(Self.reasons(try Self.ask(worker, accounts)) == accounts)
            }
            #expect(worker.finish() == "ended by itself with code 0")
        }
    }

    @Test("A question after a batch is judged as one before it")
    func after() async throws {
        try await BareWorker.run("worker_batch") { worker in
            try worker.create()
            for _ in 0..<2 {
                #expect(try worker.returned(try worker.ask("again", ringing: false)).breach == .secondItem)
                let beyond = try worker.returned(try worker.ask("beyond", ringing: false))
                #expect(beyond.breach == .none && beyond.item != nil)
                _ = try Self.ask(worker, ["a", "b"])
            }
        }
    }
}
