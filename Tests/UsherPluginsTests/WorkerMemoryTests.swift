import Synchronization
import Testing
import UsherTesting
import UsherWire

@testable import UsherPlugins

@Suite("Memory that a worker hands out, and JSON that it reads")
struct WorkerMemoryTests {
    private static func answer(_ requirement: String) async throws -> String {
        let said = Mutex<[String]>([])
        try await BareWorker.run("worker_json") { worker in
            try worker.create()
            // Twice: what one call leaves behind must not be found by the next.
            for _ in 0..<2 {
                let outcome = try worker.returned(try worker.ask(requirement, ringing: false))
                guard case .evidence(let evidence)? = outcome.item else { throw RigFault("no evidence: \(outcome)") }
                said.withLock { $0.append(evidence.reason) }
            }
        }
        let words = said.withLock { $0 }
        #expect(words.first == words.last)
        return words.last ?? ""
    }

    @Test("What is found in a document is lent out of it, so that reading it costs no memory; strings come decoded")
    func slices() async throws {
        #expect(try await Self.answer("slices") == "good")
    }

    @Test(
        "Members come with their names, in their order",
        arguments: [
            (#"{"of":{"a":1,"b\n":"x\ty","c":{"d":[]}}}"#, "0 3 a 1 b\n \"x\\ty\" c {\"d\":[]}"),
            (#"{"of":[1, "two" ,null]}"#, "0 3  1  \"two\"  null"), (#"{"of":[]}"#, "0 0"), (#"{"of":7}"#, "0 0"),
            (#"{"off":{}}"#, "0 0"), (#"{"of":}"#, "-1 99"),
        ])
    func members(document: String, expected: String) async throws {
        #expect(try await Self.answer(document) == expected)
    }

    @Test("A call may hand out as much as it likes, if it lets go of it in between")
    func reclaim() async throws {
        #expect(try await Self.answer("reclaim") == "good")
    }

    @Test("A million small pieces fit into the memory of a call, each zero and aligned")
    func pieces() async throws {
        #expect(try await Self.answer("pieces") == "good")
    }
}
