import Testing
import UsherTesting
import UsherWire

@testable import UsherPlugins

@Suite("Functions that emit many things")
struct WorkerListingTests {
    /// What a call emitted, what emit() answered to each item, and its end.
    private struct Listing {
        var items: [Item] = []
        var frames = 0
        var statuses = ""
        var outcome = Outcome(status: 99)
    }

    private static func run(_ request: Request, _ body: @escaping @Sendable (Listing) throws -> Void) async throws {
        try await BareWorker.run("worker_listings") { worker in
            try worker.create()
            let call = try worker.send(.call(instance: 0, deadline: .max, request: request))
            var listing = Listing()
            while true {
                let next = try worker.receive()
                #expect(next.call == call)
                switch next.report {
                case .emitted(let items):
                    listing.items += items
                    listing.frames += 1
                case .log(_, let text): listing.statuses = text
                case .returned(let outcomes):
                    listing.outcome = try #require(outcomes.first)
                    return try body(listing)
                default: throw RigFault("\(next)")
                }
            }
        }
    }

    private static func members(_ letters: String) -> Request {
        .members(requirement: "{}", cursor: Array(letters.utf8), etag: [])
    }

    @Test("A page of members arrives in order, its PAGE last, before the return, which carries none")
    func page() async throws {
        try await Self.run(Self.members("mmp")) { listing in
            #expect(listing.frames == 1)
            #expect(listing.items.count == 3)
            guard case .member(let member)? = listing.items.first, case .page(let page)? = listing.items.last else {
                throw RigFault("\(listing)")
            }
            #expect(member.accountID == "account 0")
            #expect(member.factsJSON == #"{"n":1}"#)
            #expect(page.flags == PageFlag.authoritative)
            #expect(page.nextCursor == Array("next".utf8))
            #expect(listing.outcome == Outcome(status: 0))
        }
    }

    @Test("Fifty thousand members fit into a page, one more does not, and makes it worthless")
    func many() async throws {
        try await Self.run(Self.members("5p")) { listing in
            #expect(listing.items.count == Limit.itemsPerPage + 1)
            #expect(listing.frames > 10)
            #expect(listing.outcome.breach == .none)
        }
        try await Self.run(Self.members("5mp")) { listing in
            #expect(listing.statuses == "0 -10 0 ")
            #expect(listing.outcome.breach == .refusedItem)
        }
    }

    @Test(
        "A listing of which something was refused, or that goes on after its PAGE, is not whole",
        arguments: [
            ("mMp", "0 -1 0 ", Outcome.Breach.refusedItem), ("mP", "0 -10 ", .refusedItem), ("mn", "0 -1 ", .refusedItem),
            ("pm", "0 -10 ", .afterPage), ("mpp", "0 0 -10 ", .afterPage), ("n", "0 ", .none), ("mgp", "0 -1 0 ", .refusedItem),
            ("mxp", "0 -1 0 ", .refusedItem), ("", "", .none),
        ])
    func spoiled(letters: String, statuses: String, breach: Outcome.Breach) async throws {
        try await Self.run(Self.members(letters)) { listing in
            #expect(listing.statuses == statuses)
            #expect(listing.outcome == Outcome(status: 0, breach: breach))
        }
    }

    @Test("Groups arrive with every field, and an ERROR with the return")
    func groups() async throws {
        try await Self.run(.groups(parent: "", query: "", cursor: Array("gpE".utf8))) { listing in
            guard case .group(let group)? = listing.items.first else { throw RigFault("\(listing)") }
            #expect(group.id == "g1")
            #expect(group.requirementJSON == #"{"team":1}"#)
            #expect(group.memberHint == 7)
            #expect(listing.outcome.failure?.message == "sorry")
        }
        try await Self.run(.groups(parent: "", query: "", cursor: Array("Gp".utf8))) { listing in
            #expect(listing.outcome.breach == .refusedItem)
        }
    }

    @Test(
        "A webhook's events and reply arrive; a bad event is refused, and a second reply spoils the answer",
        arguments: [
            ("eer", "0 0 0 ", Outcome.Breach.none, 3), ("VeRr", "-1 0 -1 0 ", .none, 2), ("rr", "0 -10 ", .secondItem, 1),
        ])
    func webhook(letters: String, statuses: String, breach: Outcome.Breach, count: Int) async throws {
        let request = WireWebhook(query: "q=1", headers: ["x-sign", "abc"], body: Array(letters.utf8), atUnixMilliseconds: 77)
        try await Self.run(.webhook(request)) { listing in
            #expect(listing.statuses == statuses)
            #expect(listing.items.count == count)
            #expect(listing.outcome.breach == breach)
        }
    }

    @Test("An ERROR whose message is too long, or no text, is cut and mended, and spoils no listing")
    func errors() async throws {
        for (letters, message) in [("mpL", String(repeating: "x", count: Limit.message)), ("mpU", "a\u{fffd} b")] {
            try await Self.run(Self.members(letters)) { listing in
                #expect(listing.statuses == "0 0 0 ")
                #expect(listing.outcome.breach == .none)
                #expect(listing.outcome.failure?.message == message)
                #expect(listing.outcome.failure?.retryAfterMilliseconds == 60_000)
            }
        }
    }

    @Test("A health check says what to do")
    func health() async throws {
        try await Self.run(.health) { listing in
            #expect(listing.outcome.status == StatusCode.config.rawValue)
            #expect(listing.outcome.failure?.message == "set the key")
        }
    }

    private static func evaluate(_ requirement: String, _ count: Int, _ body: @escaping @Sendable ([Outcome]) throws -> Void)
        async throws
    {
        try await BareWorker.run("worker_listings") { worker in
            #expect(worker.hello?.extensions.contains(ExtensionID.batch) == true)
            try worker.create()
            let subjects = SubjectList(0..<count) {
                WireSubject(accountID: "\($0)", accountName: "", linkJSON: "", pseudonym: "")
            }
            let request = Request.evaluate(requirement: requirement, subjects: subjects)
            let call = try worker.send(.call(instance: 0, deadline: .max, request: request))
            try body(try worker.returnedAll(call))
        }
    }

    @Test("A batch is asked in portions, its evidence goes by index, and who is missing has none")
    func batch() async throws {
        try await Self.evaluate("ok", 10) { outcomes in
            let reasons = outcomes.map { outcome -> String in
                if case .evidence(let evidence)? = outcome.item { evidence.reason } else { "-" }
            }
            #expect(reasons == ["0", "-", "2", "3", "4", "-", "6", "7", "8", "-"])
            #expect(outcomes.allSatisfy { $0.status == 0 && $0.breach == .none })
        }
    }

    @Test("Evidence with an index twice or beyond the subjects breaks the whole answer", arguments: ["twice", "beyond"])
    func wrongIndex(requirement: String) async throws {
        try await Self.evaluate(requirement, 10) { outcomes in
            #expect(outcomes.count == 10)
            #expect(outcomes.allSatisfy { $0.breach == .wrongIndex && $0.item == nil })
        }
    }

    @Test("A batch that fails has failed for each of its subjects")
    func failed() async throws {
        try await Self.evaluate("fail", 3) { outcomes in
            #expect(outcomes.map(\.status) == [-6, -6, -6])
            #expect(outcomes.allSatisfy { $0.failure?.message == "down" })
        }
        try await Self.evaluate("none", 1) { outcomes in
            guard case .evidence? = outcomes.first?.item else { throw RigFault("one subject is asked by evaluate()") }
        }
    }
}
