import PluginABI
import PluginKit
import Testing

@testable import PluginTestHost

@Suite("A call")
struct CallTests {
    private func reason(_ requirement: String, host: TestHost = TestHost()) throws -> String {
        let outcome = try TestInstance(of: sampleTable.pointer, host: host).evaluate(requirement, pseudonym: "p")
        guard case .evidence(let evidence)? = outcome.items.first else { return "status \(outcome.status)" }
        return evidence.reason
    }

    @Test("carries evidence of all three kinds, whole")
    func evidence() throws {
        let instance = try TestInstance(of: sampleTable.pointer)
        func first(_ what: String) throws -> EmittedItem.Evidence? {
            let outcome = instance.evaluate(#"{"do":"\#(what)"}"#, pseudonym: "p", accountID: "42")
            guard outcome.status == USHER_OK, outcome.items.count == 1, case .evidence(let it)? = outcome.items.first else {
                return nil
            }
            return it
        }
        let holds = try #require(try first("holds"))
        #expect(holds.finding == USHER_HOLDS && holds.goodForMilliseconds == 60_000)
        #expect(holds.factsJSON == #"{"account":"42"}"# && holds.reason == "" && holds.flags == 0 && holds.index == 0)
        let unknown = try #require(try first("unknown"))
        #expect(unknown.finding == USHER_UNKNOWN && unknown.flags == USHER_EVIDENCE_RELINK)
        #expect(unknown.retryAfterMilliseconds == 5 && unknown.reason == "Link your account again.")
        let not = try #require(try first("anything"))
        #expect(not.finding == USHER_HOLDS_NOT && not.reason == "no")
    }

    @Test("brings the subject, the clocks and the deadline")
    func inputs() throws {
        #expect(try reason(#"{"do":"echo"}"#) == "|||p")
        let host = TestHost()
        (host.now, host.remaining) = (1_234_567_890_123, 42)
        #expect(try reason(#"{"do":"call"}"#, host: host) == "1234567890123 1234566890123 42")
        #expect(try reason(#"{"do":"random"}"#) == "9")
    }

    @Test("logs")
    func log() throws {
        let host = TestHost()
        _ = try reason(#"{"do":"log"}"#, host: host)
        #expect(host.log == ["3 careful"])
    }

    @Test("turns what is thrown into a status and an item")
    func thrown() throws {
        let instance = try TestInstance(of: sampleTable.pointer)
        let limited = instance.evaluate(#"{"do":"fail"}"#, pseudonym: "p")
        #expect(limited.status == USHER_E_RATE_LIMITED)
        #expect(
            limited.items == [
                .failure(.init(status: Int32(USHER_E_RATE_LIMITED), message: "slow down", retryAfterMilliseconds: 30_000))
            ])
        let surprise = instance.evaluate(#"{"do":"surprise"}"#, pseudonym: "p")
        #expect(surprise.status == USHER_E_INTERNAL && surprise.message?.contains("hunter2") == false)
    }

    @Test("fails when the host refuses the item, instead of pretending")
    func refusedItem() throws {
        let host = TestHost()
        let instance = try TestInstance(of: sampleTable.pointer, host: host)
        host.emitRefusal = usher_status(USHER_E_LIMIT)
        #expect(instance.evaluate(#"{"do":"holds"}"#, pseudonym: "p").status == USHER_E_LIMIT)
        #expect(host.log == ["3 the host did not take the explanation of a failure"])
        host.emitRefusal = -99
        #expect(instance.evaluate(#"{"do":"holds"}"#, pseudonym: "p").status == USHER_E_INTERNAL)
    }

    @Test("is over when the function has returned: who kept it gets errors, not memory that is gone")
    func kept() throws {
        let instance = try TestInstance(of: sampleTable.pointer)
        #expect(instance.evaluate(#"{"do":"keep"}"#, pseudonym: "p").status == USHER_OK)
        let call = try #require(Kept.call)
        let store = try #require(Kept.store)
        #expect(throws: PluginError.self) { try call.random(1) }
        #expect(throws: PluginError.self) { try call.claimURL(code: "x") }
        #expect(throws: PluginError.self) { try call.keyValue }
        #expect(throws: PluginError.self) { try store.get("a") }
        #expect(throws: PluginError.self) { try JSON("{}", call: call).kind("") }
        call.log(.info, "into the void")
        #expect(call.remainingMilliseconds == 0 && call.unixMilliseconds == 0)
        (Kept.call, Kept.store) = (nil, nil)
    }

    @Test("reads no further than an older host's table goes (R1)")
    func olderHost() throws {
        // A table that ends before `random`: the field reads as zero, so the host has none.
        let size = try #require(MemoryLayout<usher_host>.offset(of: \.random))
        let host = TestHost(hostTableSize: size)
        var me: UnsafeMutableRawPointer?
        let created = host.call { call in with("{}") { sampleTable.pointer.pointee.create(call, $0, &me) } }
        // Without `emit` nothing can be said, but making an instance says nothing.
        #expect(created.status == USHER_OK && me != nil)
        let asked = host.call { call in
            with(#"{"do":"random"}"#) { requirement in
                var subject = usher_subject()
                subject.size = UInt32(MemoryLayout<usher_subject>.size)
                return sampleTable.pointer.pointee.evaluate(me, call, requirement, &subject)
            }
        }
        #expect(asked.status == USHER_E_UNSUPPORTED)
        sampleTable.pointer.pointee.destroy(me)
    }

    @Test("reads no further than a smaller input goes, and not beyond its own knowledge of a larger one (R1)")
    func otherSizes() throws {
        let instance = try TestInstance(of: sampleTable.pointer)
        struct Larger {
            var subject = usher_subject()
            var more = (UInt64(0xa5a5_a5a5_a5a5_a5a5), UInt64(0xa5a5_a5a5_a5a5_a5a5))
        }
        func ask(_ size: Int) -> String {
            let outcome = instance.raw { me, call in
                with(#"{"do":"echo"}"#) { requirement in
                    with("x") { text in
                        var input = Larger()
                        input.subject.size = UInt32(size)
                        (input.subject.account_id, input.subject.account_name) = (text, text)
                        (input.subject.link_json, input.subject.pseudonym) = (text, text)
                        return withUnsafePointer(to: &input.subject) {
                            instance.plugin.pointee.evaluate(me, call, requirement, $0)
                        }
                    }
                }
            }
            guard case .evidence(let evidence)? = outcome.items.first else { return "status \(outcome.status)" }
            return evidence.reason
        }
        #expect(ask(MemoryLayout<Larger>.size) == "x|x|x|x")
        #expect(ask(MemoryLayout<usher_subject>.size) == "x|x|x|x")
        #expect(ask(40) == "x|x||")
        #expect(ask(8) == "|||")
    }

    @Test("replaces what is not UTF-8 and survives a pointer of nothing")
    func brokenText() throws {
        let instance = try TestInstance(of: sampleTable.pointer)
        let bytes: [CChar] = [0x61, -1, 0x62]
        let outcome = bytes.withUnsafeBufferPointer { buffer in
            instance.raw { me, call in
                with(#"{"do":"echo"}"#) { requirement in
                    var subject = usher_subject()
                    subject.size = UInt32(MemoryLayout<usher_subject>.size)
                    subject.account_id = usher_str(ptr: buffer.baseAddress, len: buffer.count)
                    subject.account_name = usher_str(ptr: nil, len: 5)
                    return instance.plugin.pointee.evaluate(me, call, requirement, &subject)
                }
            }
        }
        guard case .evidence(let evidence)? = outcome.items.first else {
            Issue.record("no evidence")
            return
        }
        #expect(evidence.reason == "a\u{fffd}b|||")
    }
}
