import FaultServer
import Foundation
import Testing
import UsherDomain
import UsherHTTP
import UsherTesting
import UsherWire

@testable import UsherPlugins

@Suite("The shared cache of usher.http")
struct ServiceCacheTests {
    private static let kept = Tenant.order("one", headers: ["ETag": "\"1\"", "Last-Modified": "Sun, 06 Nov 1994 08:49:37 GMT"])
    private static let unchanged = Tenant.order("", status: 304, headers: ["X-Left": "9"])

    private func ask(_ rig: ServiceRig, headers: [String] = [], secret: String = "") -> Ask {
        Ask(rig.tenant.address + "/x", flags: HTTPFlag.cache, headers: headers, secret: secret)
    }

    @Test("the second time is asked whether anything changed, and answered from the first")
    func conditional() async throws {
        try await ServiceRig.run { rig in
            try await rig.tenant.answer("GET /x", Self.kept, Self.unchanged, Self.unchanged, Tenant.order("two"))
            let caller = try rig.caller()
            let first = try await rig.perform(ask(rig), caller).1
            #expect(first?.flags == 0 && first?.body == Array("one".utf8))
            for _ in 0..<2 {
                let again = try #require(try await rig.perform(ask(rig), caller).1)
                #expect(again.flags == HTTPFlag.fromCache && again.status == 200 && again.body == Array("one".utf8))
                #expect(again.headers.contains("x-left") && again.headers.contains("\"1\""))
            }
            #expect(try await rig.perform(ask(rig), caller).1?.body == Array("two".utf8))
            let seen = try await rig.tenant.seen()
            #expect(seen.map { $0.headers["If-None-Match"] } == [nil, "\"1\"", "\"1\"", "\"1\""])
            #expect(seen[1].headers["If-Modified-Since"] == "Sun, 06 Nov 1994 08:49:37 GMT")
        }
    }

    @Test("without the flag nothing is kept and nothing is used")
    func flag() async throws {
        try await ServiceRig.run { rig in
            try await rig.tenant.answer("GET /x", Self.kept)
            let caller = try rig.caller()
            for asked in [ask(rig), Ask(rig.tenant.address + "/x"), Ask(rig.tenant.address + "/x")] {
                #expect(try await rig.perform(asked, caller).1?.flags == 0)
            }
            #expect(try await rig.tenant.seen().allSatisfy { $0.headers["If-None-Match"] == nil })
        }
    }

    @Test(
        "what may not be stored, and what cannot be asked about, is not kept",
        arguments: [
            ["ETag": "\"1\"", "Cache-Control": "private, No-Store"], ["ETag": "\"1\"", "Vary": "Accept, *"], [:], ["ETag": ""],
        ])
    func noStore(headers: [String: String]) async throws {
        try await ServiceRig.run { rig in
            try await rig.tenant.answer("GET /x", Tenant.order("one", headers: headers))
            let caller = try rig.caller()
            for _ in 0..<2 { #expect(try await rig.perform(ask(rig), caller).1?.flags == 0) }
            #expect(try await rig.tenant.seen().allSatisfy { $0.headers["If-None-Match"] == nil })
        }
    }

    @Test("instances of a plugin share an answer only under the same credential, and other plugins never")
    func sharing() async throws {
        try await ServiceRig.run { rig in
            try await rig.tenant.answer("GET /x", Self.kept)
            let asked = ask(rig, secret: "config/token")
            _ = try await rig.perform(asked, rig.caller(instance: "one", secrets: ["token": "a"]))
            _ = try await rig.perform(asked, rig.caller(instance: "two", secrets: ["token": "a"]))
            _ = try await rig.perform(asked, rig.caller(instance: "three", secrets: ["token": "b"]))
            _ = try await rig.perform(asked, rig.caller(plugin: "other", instance: "four", secrets: ["token": "a"]))
            _ = try await rig.perform(ask(rig), rig.caller(instance: "one"))
            _ = try await rig.perform(ask(rig, headers: ["Accept", "x"]), rig.caller(instance: "one"))
            _ = try await rig.perform(ask(rig, headers: ["Authorization", "Bearer a"]), rig.caller(instance: "one"))
            let seen = try await rig.tenant.seen()
            #expect(seen.map { $0.headers["If-None-Match"] } == [nil, "\"1\"", nil, nil, nil, nil, nil])
        }
    }

    @Test("a plugin's own conditions are its own affair")
    func ownConditions() async throws {
        try await ServiceRig.run { rig in
            try await rig.tenant.answer("GET /x", Self.kept, Self.unchanged)
            let caller = try rig.caller()
            _ = try await rig.perform(ask(rig), caller)
            let own = try await rig.perform(ask(rig, headers: ["If-None-Match", "\"7\""]), caller).1
            #expect(own?.status == 304 && own?.flags == 0)
            #expect(try await rig.tenant.seen().last?.headers["If-None-Match"] == "\"7\"")
        }
    }

    @Test("an answer that is an error leaves what is kept")
    func errors() async throws {
        try await ServiceRig.run { rig in
            try await rig.tenant.answer("GET /x", Self.kept, Tenant.order("", status: 500), #"{"do":"close"}"#, Self.unchanged)
            let caller = try rig.caller()
            #expect(try await rig.perform(ask(rig), caller).1?.status == 200)
            #expect(try await rig.perform(ask(rig), caller).1?.status == 500)
            _ = try await rig.perform(ask(rig), caller)
            let last = try await rig.perform(ask(rig), caller).1
            #expect(last?.flags == HTTPFlag.fromCache && last?.body == Array("one".utf8))
        }
    }

    @Test("many who ask for the same at once are answered by one exchange, also when the first of them goes")
    func flight() async throws {
        try await ServiceRig.run { rig in
            let gate = UUID().uuidString
            try await rig.tenant.answer("GET /x", #"{"gate":"\#(gate)","body":"one","headers":{"ETag":"1"}}"#)
            let first = rig.begin(try .http([ask(rig)]), try rig.caller(instance: "one"))
            try await eventually("the first is under way") { try await rig.tenant.seen().count == 1 }
            let others = try (0..<10).map { rig.begin(try .http([ask(rig), ask(rig)]), try rig.caller(instance: "i\($0)")) }
            first.cancel()
            #expect(first.statuses == [.cancelled])
            try await FaultServer.shared.open(gate: gate, rig.client)
            for other in others {
                for reply in try await other.all() {
                    #expect(ServiceRig.exchange(reply).1?.body == Array("one".utf8))
                }
            }
            #expect(try await rig.tenant.seen().count == 1)
        }
    }

    @Test("a plugin keeps no more than its bytes and answers, and what was used last stays")
    func bounds() throws {
        var cache = ResponseCache()
        func key(_ index: Int) -> ResponseKey {
            ResponseKey(
                plugin: "p", url: "https://a.b/\(index)", credential: [], headers: [], egress: .none, followsRedirects: true,
                bytesMax: 1)
        }
        func take(_ index: Int, bytes: Int) {
            cache.take(
                200, [HTTPRequest.Header("etag", "\(index)")], [UInt8](repeating: 0, count: bytes), for: key(index))
        }
        for index in 0..<20 {
            take(index, bytes: 1 << 20)
            _ = cache.entry(for: key(0))
        }
        #expect(cache.count == 7)
        #expect(cache.entry(for: key(0)) != nil && cache.entry(for: key(19)) != nil && cache.entry(for: key(13)) == nil)
        take(99, bytes: ResponseCache.bytesMax)
        #expect(cache.entry(for: key(99)) == nil && cache.count == 7)
        for index in 100..<1_000 { take(index, bytes: 0) }
        #expect(cache.count == ResponseCache.countMax)
    }
}
