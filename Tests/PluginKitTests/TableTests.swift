import PluginABI
import PluginKit
import Testing

@testable import PluginTestHost

@Suite("A plugin's table")
struct TableTests {
    @Test("says what the type says, and never changes")
    func fields() {
        let plugin = sampleTable.pointer.pointee
        #expect(plugin.size == UInt32(MemoryLayout<usher_plugin>.size))
        #expect([plugin.abi_major, plugin.abi_minor, plugin.min_host_minor, plugin.reserved] == [1, 0, 0, 0])
        #expect(plugin.max_concurrency == 4 && plainTable.pointer.pointee.max_concurrency == 1)
        let manifest = String(
            decoding: UnsafeRawBufferPointer(start: plugin.manifest_json.ptr, count: plugin.manifest_json.len), as: UTF8.self)
        #expect(
            manifest == #"{"usher":1,"id":"sample","name":"A \"sample\"","version":"0.1.0","license":"Apache-2.0","#
                + #""homepage":"https://example.org/"}"#)
        #expect(PluginKit.abiVersion == "1.0")
    }

    @Test("offers the extensions of the protocols that the type conforms to")
    func extensions() throws {
        let find = try #require(sampleTable.pointer.pointee.extension)
        for id in [USHER_EXT_CLAIM, USHER_EXT_LINK, USHER_EXT_ACTIONS] {
            #expect(find(id) != nil && find(id) == find(id), "\(id)")
            #expect(find(id + "1") == nil && plainTable.pointer.pointee.extension(id) == nil)
        }
        #expect(find(nil) == nil && find("") == nil)
    }

    @Test("makes instances, and ends each when destroy is called")
    func life() throws {
        do {
            let instance = try TestInstance(of: sampleTable.pointer, config: #"{"life":"watched"}"#)
            #expect(Life.last != nil)
            _ = instance.evaluate("{}", pseudonym: "p")
            #expect(Life.last != nil)
        }
        #expect(Life.last == nil)
    }

    @Test("reports a configuration that the author refused, with the author's words")
    func refusedConfiguration() throws {
        let refusal = try #require(throws: TestInstance.Refused.self) {
            try TestInstance(of: sampleTable.pointer, config: #"{"fail":"team: is missing"}"#)
        }
        #expect(refusal.outcome.status == USHER_E_CONFIG)
        #expect(
            refusal.outcome.items == [
                .failure(.init(status: Int32(USHER_E_CONFIG), message: "team: is missing", retryAfterMilliseconds: 7))
            ])
    }

    @Test("tells only the type of an error that is not the kit's, because it may carry a secret")
    func foreignError() throws {
        let refusal = try #require(throws: TestInstance.Refused.self) {
            try TestInstance(of: sampleTable.pointer, config: #"{"surprise":true}"#)
        }
        #expect(refusal.outcome.status == USHER_E_INTERNAL)
        #expect(refusal.outcome.message == "an error of type Surprise was thrown")
    }

    @Test("does not crash when the host passes nothing")
    func nothing() throws {
        let plugin = sampleTable.pointer.pointee
        var me: UnsafeMutableRawPointer?
        #expect(plugin.create(nil, usher_str(), &me) == USHER_E_INVALID && me == nil)
        plugin.destroy(nil)
        let host = TestHost()
        #expect(host.call { plugin.create($0, usher_str(), nil) }.status == USHER_E_INVALID)
        #expect(host.call { plugin.evaluate(nil, $0, usher_str(), nil) }.status == USHER_E_INVALID)
        var orphan = usher_call(host: nil)
        #expect(plugin.create(&orphan, usher_str(), &me) == USHER_E_INVALID)
    }

    @Test("has a status of its own for every kind of error")
    func statuses() {
        let known = [
            USHER_E_INVALID, USHER_E_UNSUPPORTED, USHER_E_CONFIG, USHER_E_RELINK, USHER_E_RATE_LIMITED, USHER_E_UPSTREAM,
            USHER_E_TIMEOUT, USHER_E_CANCELLED, USHER_E_POLICY, USHER_E_LIMIT, USHER_E_NOT_FOUND, USHER_E_CONFLICT,
            USHER_E_INTERNAL,
        ]
        #expect(PluginError.Kind.allCases.map { Int($0.rawValue) } == known)
        #expect(
            LogLevel.allCases.map { Int($0.rawValue) } == [USHER_LOG_DEBUG, USHER_LOG_INFO, USHER_LOG_WARN, USHER_LOG_ERROR])
        #expect(
            JSON.Kind.allCases.map { Int($0.rawValue) } == [
                USHER_JSON_MISSING, USHER_JSON_NULL, USHER_JSON_BOOL, USHER_JSON_NUMBER, USHER_JSON_STRING, USHER_JSON_ARRAY,
                USHER_JSON_OBJECT,
            ])
        #expect(
            [ActionTraits.destructive, .readOnly, .idempotent].map { Int($0.rawValue) } == [
                USHER_ACTION_DESTRUCTIVE, USHER_ACTION_READ_ONLY, USHER_ACTION_IDEMPOTENT,
            ])
    }
}
