import FaultServer
import Foundation
import Synchronization
import Testing
import UsherDomain
import UsherStore
import UsherTesting
import UsherWire

@testable import UsherPlugins

@Suite("The services usher.secrets, usher.kv and usher.net")
struct ServiceStorageTests {
    private func status(_ rig: ServiceRig, _ request: ServiceRequest, _ caller: ServiceCaller) async throws -> StatusCode? {
        try StatusCode(rawValue: #require(try await rig.ask(request, caller).first).status)
    }

    @Test("secrets are kept per instance; those of the configuration can be read and not written")
    func secrets() async throws {
        try await ServiceRig.run { rig in
            let one = try rig.caller(secrets: ["token": "hunter2", "empty": ""])
            let two = try rig.caller(instance: "two")
            #expect(try await status(rig, .secret(.put(name: "a", value: [1, 0, 255])), one) == .ok)
            let reply = try #require(try await rig.ask(.secret(.get(name: "a")), one).first)
            #expect(reply.payload == .value(version: 0, [1, 0, 255]))
            #expect(try await status(rig, .secret(.get(name: "a")), two) == .notFound)
            let configured = try #require(try await rig.ask(.secret(.get(name: "config/token")), one).first)
            #expect(configured.payload == .value(version: 0, Array("hunter2".utf8)))
            for name in ["config/empty", "config/other", "config/"] {
                #expect(try await status(rig, .secret(.get(name: name)), one) == .notFound)
            }
            #expect(try await status(rig, .secret(.put(name: "config/token", value: [1])), one) == .policy)
            #expect(try await status(rig, .secret(.delete(name: "config/token")), one) == .policy)
            #expect(try await status(rig, .secret(.put(name: "", value: [1])), one) == .invalid)
            #expect(try await status(rig, .secret(.delete(name: "a")), one) == .ok)
            #expect(try await status(rig, .secret(.get(name: "a")), one) == .notFound)
            #expect(!rig.log.text.contains("hunter2"))
        }
    }

    @Test("without the permission there are no secrets, also not for signatures")
    func permission() async throws {
        try await ServiceRig.run { rig in
            let caller = try rig.caller(permissions: "{}", secrets: ["token": "a"])
            for request in [
                SecretRequest.get(name: "config/token"), .put(name: "a", value: [1]), .delete(name: "a"),
                .verify(name: "config/token", algorithm: "sha256", data: [], mac: String(repeating: "0", count: 64)),
            ] {
                #expect(try await status(rig, .secret(request), caller) == .policy)
            }
            #expect(try rig.store.secrets.get("a", of: caller.instance) == nil)
        }
    }

    @Test("a signature is right, wrong, or no signature")
    func signatures() async throws {
        try await ServiceRig.run { rig in
            let caller = try rig.caller(secrets: ["key": "Jefe", "empty": ""])
            func verify(_ mac: String, _ algorithm: String = "sha256", name: String = "config/key") async throws -> StatusCode? {
                let data = Array("what do ya want for nothing?".utf8)
                return try await status(rig, .secret(.verify(name: name, algorithm: algorithm, data: data, mac: mac)), caller)
            }
            let right = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
            #expect(try await verify(right) == .ok)
            #expect(try await verify(right.uppercased()) == .ok)
            #expect(try await verify("effcdf6ae5eb2fa2d27416d5f184df9c259a7c79", "sha1") == .ok)
            #expect(try await verify("750c783e6ab0b503eaa86e310a5db738", "md5") == .ok)
            #expect(try await verify("6" + right.dropFirst()) == .policy)
            #expect(try await verify(String(right.dropLast(2))) == .policy)
            #expect(try await verify(right + "00") == .policy)
            #expect(try await verify(right, "sha1") == .policy)
            for mac in ["", "0", "zz", right.dropLast() + "g", " " + right, "0x" + right, String(repeating: "0", count: 300)] {
                #expect(try await verify(String(mac)) == .policy, "\(mac)")
            }
            for algorithm in ["", "SHA256", "sha512", "none", "sha256 "] {
                #expect(try await verify(right, algorithm) == .invalid)
            }
            #expect(try await verify(right, name: "config/none") == .notFound)
            // Anybody can sign with an empty key.
            let empty = "0f5b2b7ba6ad7b3f8bf0dd0b4da5a3bbd0ff3d9ac4a6bb1d2e1b0e9f4a4c4b1e"
            #expect(try await verify(empty, name: "config/empty") == .notFound)
        }
    }

    @Test("a secret whose row was damaged is a failure and not absent, and the log does not show it")
    func damaged() async throws {
        try await ServiceRig.run { rig in
            let caller = try rig.caller()
            let failing = SecretService(store: BrokenSecrets(), hashes: rig.store.hashes, logger: rig.log.logger)
            let reply = failing.answer(.get(name: "subject/hunter2"), for: caller)
            #expect(reply == ServiceReply(.internal))
            #expect(rig.log.text.contains("secret store failed") && !rig.log.text.contains("hunter2"))
        }
    }

    @Test("the manifest's quota of the key-value store is kept, within the store's own")
    func quota() async throws {
        try await ServiceRig.run { rig in
            let caller = try rig.caller(permissions: #"{"kv_bytes":1000}"#)
            func put(_ key: String, _ count: Int) async throws -> StatusCode? {
                try await status(
                    rig,
                    .keyValue(
                        .put(
                            key: key, value: [UInt8](repeating: 0, count: count), ttlMilliseconds: 0,
                            expected: ExpectedVersion.anything)),
                    caller)
            }
            #expect(try await put("a", 800) == .ok)
            #expect(try await put("b", 800) == .limit)
            #expect(try await put("a", 10) == .ok)
            #expect(try await put("b", 800) == .ok)
        }
    }

    @Test("who writes too much waits, and nobody else does; nothing is lost, and what is cancelled is not written")
    func lateWrites() async throws {
        try await ServiceRig.run { rig in
            let (busy, calm) = (try rig.caller(instance: "busy"), try rig.caller(instance: "calm"))
            let alarms = try Alarms(name: "test")
            let pool = try BlockingPool()
            try pool.start()
            defer {
                alarms.stop()
                pool.close()
            }
            func put(_ key: String, _ caller: ServiceCaller, _ writes: LateWrites) -> Replies {
                let replies = Replies(count: 1)
                let service = KeyValueService(store: rig.store.keyValues, logger: rig.log.logger)
                let work = writes.perform(in: caller.lane, reply: { replies.take($0, $1) }) {
                    service.answer(
                        .put(key: key, value: [1], ttlMilliseconds: 0, expected: ExpectedVersion.anything), for: caller.instance)
                }
                replies.keep(work)
                return replies
            }
            // The clock stands, so that no slow machine earns a new budget; what waits is due within the next seconds.
            let now = MonotonicClock.now()
            let writes = LateWrites(alarms: alarms, pool: pool) { now }
            let all = (0..<Int(WriteBudget.burst) + 100).map { put("k\($0)", busy, writes) }
            #expect(all.prefix(Int(WriteBudget.burst)).allSatisfy { $0.statuses == [.ok] })
            #expect(put("k", calm, writes).statuses == [.ok])
            for replies in all { #expect(try await replies.all() == [ServiceReply(.ok)]) }
            #expect(try rig.store.keyValues.get("k599", of: busy.instance) != nil)
            // Here everything beyond the budget is due in an hour.
            let later = LateWrites(alarms: alarms, pool: pool) { now + 3_600_000 }
            for index in 0..<Int(WriteBudget.burst) { #expect(put("k\(index)", busy, later).statuses == [.ok]) }
            // What was held back takes its turn: it is not written while something else is done for its instance.
            let third = LateWrites(alarms: alarms, pool: pool) { now }
            for index in 0..<Int(WriteBudget.burst) { #expect(put("k\(index)", busy, third).statuses == [.ok]) }
            let isOver = Mutex(false)
            pool.run(in: busy.lane) {
                let until = MonotonicClock.now() + 300
                while MonotonicClock.now() < until {}
                isOver.withLock { $0 = true }
            }
            let held = put("held", busy, third)
            _ = try await held.all()
            #expect(isOver.withLock { $0 })
            let last = put("last", busy, later)
            #expect(last.replies.isEmpty)
            last.cancel()
            last.cancel()
            #expect(last.statuses == [.cancelled])
            #expect(try rig.store.keyValues.get("last", of: busy.instance) == nil)
        }
    }

    @Test("a connection is handed over to a place of the manifest, and to no other")
    func connections() async throws {
        try await ServiceRig.run { rig in
            let caller = try rig.caller()
            let port = FaultServer.shared.port(.plain)
            let replies = rig.begin(.connect(host: "127.0.0.1", port: port), caller)
            #expect(try await replies.all() == [ServiceReply(.ok, .descriptor)])
            let descriptor = try #require(replies.descriptors.first).number
            let question = Array("GET /counters HTTP/1.1\r\n\r\n".utf8)
            #expect(send(descriptor, question, question.count, Int32(MSG_NOSIGNAL)) == question.count)
            var answer = [UInt8](repeating: 0, count: 12)
            #expect(recv(descriptor, &answer, answer.count, Int32(MSG_WAITALL)) == answer.count)
            #expect(String(decoding: answer, as: UTF8.self) == "HTTP/1.1 200")
            #expect(try await status(rig, .connect(host: "127.0.0.1", port: port + 1), caller) == .policy)
            #expect(try await status(rig, .connect(host: "localhost", port: port), caller) == .policy)
            #expect(try await status(rig, .connect(host: "127.1", port: port), caller) == .invalid)
            #expect(try await status(rig, .connect(host: "", port: port), caller) == .invalid)
            #expect(try await status(rig, .connect(host: "127.0.0.1", port: 0), caller) == .invalid)
            let nobody = try rig.caller(config: #"{"net":"127.0.0.1:1"}"#)
            #expect(try await status(rig, .connect(host: "127.0.0.1", port: 1), nobody) == .upstream)
            #expect(
                try await rig.ask(.connect(host: "127.0.0.1", port: port), caller, milliseconds: -1) == [ServiceReply(.timeout)])
        }
    }

    @Test("a descriptor that nobody takes is closed")
    func closing() throws {
        var ends: [Int32] = [0, 0]
        #expect(pipe(&ends) == 0)
        defer { close(ends[0]) }
        do { _ = Descriptor(owning: ends[1]) }
        var byte: UInt8 = 0
        // The end of the pipe: nobody has its other end any more.
        #expect(read(ends[0], &byte, 1) == 0)
    }
}

/// A secret store whose rows do not open.
private struct BrokenSecrets: SecretStore {
    struct Damage: Error {}

    func get(_ name: String, of instance: InstanceID) throws -> Secret<[UInt8]>? { throw Damage() }
    func put(_ name: String, _ value: Secret<[UInt8]>, of instance: InstanceID) throws { throw Damage() }
    func delete(_ name: String, of instance: InstanceID) throws { throw Damage() }
}
