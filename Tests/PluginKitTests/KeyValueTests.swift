import PluginABI
import PluginKit
import PluginTestHost
import Testing

@Suite("The store")
struct KeyValueTests {
    @Test("reads, writes on conditions, lists and removes")
    func store() throws {
        let instance = try TestInstance(of: sampleTable.pointer)
        let outcome = instance.evaluate(#"{"do":"store"}"#, pseudonym: "p")
        guard case .evidence(let evidence)? = outcome.items.first else {
            Issue.record("status \(outcome.status) \(outcome.message ?? "")")
            return
        }
        #expect(evidence.reason == "true true false true false 3 b/1+b/2 b/2 false true true")
        #expect(instance.host.store.entries["b/1"]?.ttlMilliseconds == 5)
    }

    @Test("that fails is an error, never an empty store")
    func failing() throws {
        let instance = try TestInstance(of: sampleTable.pointer)
        instance.host.store.crash(atWrite: 1, .beforeTheWrite)
        let outcome = instance.evaluate(#"{"do":"store"}"#, pseudonym: "p")
        #expect(outcome.status == USHER_E_CANCELLED && outcome.message == "usher.kv put failed (-8)")
        instance.host.withheld = [USHER_SVC_KV]
        let without = instance.evaluate(#"{"do":"store"}"#, pseudonym: "p")
        #expect(without.status == USHER_E_UNSUPPORTED && without.message == "the host does not offer usher.kv/1")
    }
}
