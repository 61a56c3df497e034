import HTTPTypes
import Hummingbird
import NIOCore
import Testing
import UsherDomain
import UsherTesting

@testable import UsherEngine
@testable import UsherServer

@Suite("Third parties send webhooks")
struct WebhookTests {
    private static let taken: @Sendable (WebhookRequest) async -> Answer<WebhookAnswer> = { _ in
        .answered(WebhookAnswer(events: [AuthoriserEvent(.all, at: nil, dedupeID: "")]))
    }

    @Test("The plugin gets the body as it was sent, the query and the headers, without anybody's session")
    func handedOver() async throws {
        try await Door.open { door in
            door.events.answer(Self.taken)
            let person = try await door.signIn("alice")
            let answer = try await door.send(
                .post, "/hooks/invites?a=%201&b", session: person,
                headers: ["Origin": "https://elsewhere.example.org", "X-Sign": "Ab", "Authorization": "Basic x"],
                body: RequestBody(buffer: ByteBuffer(bytes: [0, 1, 0xff])))
            #expect(answer.status == 204 && answer.body.isEmpty)
            let request = try #require(door.events.requests.first)
            #expect(request.body == [0, 1, 0xff])
            #expect(request.query == "a=%201&b")
            let headers = Dictionary(request.headers.map { ($0.name, $0.value) }) { $1 }
            #expect(headers == ["x-sign": "Ab", "authorization": "Basic x", "origin": "https://elsewhere.example.org"])
            #expect(request.receivedAt == door.clock.now())
            #expect(door.tally.taken == 1 && door.tally.events == 1)
        }
    }

    @Test("What the plugin answers is passed on")
    func reply() async throws {
        try await Door.open { door in
            door.events.answer { _ in
                .answered(WebhookAnswer(events: [], status: 422, contentType: "application/json", body: Array("{}".utf8)))
            }
            let answer = try await door.hook()
            #expect(answer.status == 422 && answer.body == "{}")
            #expect(answer.headers[.contentType] == "application/json")
            #expect(answer.headers[.xContentTypeOptions] == "nosniff")
        }
    }

    @Test("Whoever has no key cannot tell what is there: the same answer for everything")
    func refused() async throws {
        try await Door.open { door in
            let silent = try await door.hook()
            door.events.answer { _ in .answered(WebhookAnswer(events: [], status: 403)) }
            let forged = try await door.hook()
            let nowhere = try await door.hook("/hooks/nobody")
            let malformed = try await door.hook("/hooks/No%20Name!")
            #expect(forged.status == 403)
            #expect(try forged.field("code") == "webhook-refused")
            for other in [silent, nowhere, malformed] {
                #expect(other.status == forged.status && other.body == forged.body && other.headers == forged.headers)
            }
            #expect(door.tally.refused == 2)
            #expect(door.receiveWebhook.counts.map(\.instance.text) == ["invites"], "strangers do not fill the memory")
        }
    }

    @Test("When the plugin cannot say, the sender is asked to try again")
    func unavailable() async throws {
        try await Door.open { door in
            door.events.answer { _ in .unknown(Unknown(.crashed, "the secret is 42")) }
            let answer = try await door.hook()
            #expect(answer.status == 503 && answer.headers[.retryAfter] == "5")
            #expect(!answer.body.contains("42"))
            #expect(door.tally.failed == 1)
        }
    }

    @Test(
        "A body over the limit is refused, announced or not, and the plugin is not asked",
        arguments: [nil, "\(ReceiveWebhook.bodyBytesMax + 1)", "9223372036854775807"])
    func tooLarge(length: String?) async throws {
        try await Door.open { door in
            door.events.answer(Self.taken)
            let body = [UInt8](repeating: 1, count: length == nil ? ReceiveWebhook.bodyBytesMax + 1 : 1)
            try await door.expect(413, door.hook(body: body, headers: ["Content-Length": length]))
            try await door.expect(204, door.hook(body: [UInt8](repeating: 1, count: ReceiveWebhook.bodyBytesMax)))
            #expect(door.events.requests.count == 1)
        }
    }

    @Test("Headers and queries that a plugin could not be given are refused")
    func headTooLarge() async throws {
        try await Door.open { door in
            door.events.answer(Self.taken)
            let many = Dictionary((0...ReceiveWebhook.headersMax).map { ("X-Header-\($0)", "x" as String?) }) { $1 }
            try await door.expect(431, door.hook(headers: many))
            let long = String(repeating: "x", count: ReceiveWebhook.headerValueBytesMax + 1)
            try await door.expect(431, door.hook(headers: ["X-Long": long]))
            try await door.expect(431, door.hook("/hooks/invites?" + String(repeating: "q", count: 17 << 10)))
            #expect(door.events.requests.isEmpty)
        }
    }

    @Test("A body that does not come holds its place for some seconds, and no other instance's")
    func slow() async throws {
        try await Door.open { door in
            door.events.answer(Self.taken)
            let bodies = (0..<ReceiveWebhook.atOnceMax).map { _ in AsyncStream<ByteBuffer>.makeStream() }
            try await withThrowingTaskGroup(of: Int.self) { group in
                for (stream, _) in bodies {
                    group.addTask {
                        try await door.send(
                            .post, "/hooks/invites", headers: ["Origin": nil], body: RequestBody(asyncSequence: stream)
                        ).status
                    }
                }
                try await eventually("all places are taken") { door.clock.sleeperCount >= ReceiveWebhook.atOnceMax }
                let busy = try await door.hook()
                #expect(busy.status == 429 && busy.headers[.retryAfter] == "5")
                door.clock.advance(milliseconds: ReceiveWebhookRoute.readMillisecondsMax)
                for try await status in group { #expect(status == 408) }
            }
            try await door.expect(204, door.hook())
            #expect(door.tally.limited == 1)
        }
    }

    @Test("A flood is turned away for a while, and counted")
    func flood() async throws {
        try await Door.open { door in
            door.events.answer(Self.taken)
            for _ in 0..<ReceiveWebhook.perWindowMax { try await door.expect(204, door.hook()) }
            try await door.expect(429, door.hook())
            door.clock.advance(milliseconds: ReceiveWebhook.windowMilliseconds)
            try await door.expect(204, door.hook())
            #expect(door.tally.limited == 1)
        }
    }

    @Test("Only a POST is a webhook", arguments: [HTTPRequest.Method.get, .head, .put, .delete])
    func method(method: HTTPRequest.Method) async throws {
        try await Door.open { door in
            door.events.answer(Self.taken)
            try await door.expect(404, door.send(method, "/hooks/invites", headers: ["Origin": nil]))
            #expect(door.events.requests.isEmpty)
        }
    }
}

extension Door {
    /// Sends a webhook, as a third party does.
    fileprivate func hook(
        _ path: String = "/hooks/invites", body: [UInt8] = [1, 0xff], headers: [String: String?] = [:]
    ) async throws -> Answer {
        try await send(
            .post, path, headers: ["Origin": nil].merging(headers) { $1 }, body: RequestBody(buffer: ByteBuffer(bytes: body)))
    }

    fileprivate func expect(_ status: Int, _ answer: Answer) {
        #expect(answer.status == status)
    }

    /// What became of those to the one instance.
    fileprivate var tally: WebhookTally { receiveWebhook.counts.first?.tally ?? WebhookTally() }
}
