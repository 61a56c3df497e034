import Glibc
import PluginABI
import PluginTestHost
import Testing

@Suite("The examples for authors")
struct ExampleTests {
    @Test(
        "c-allowlist admits who is on the list, exports one function and is shorter than 60 lines", arguments: ["gcc", "clang"])
    func allowlist(command: String) throws {
        let source = try Repository.read("Plugins/Examples/c-allowlist/allowlist.c")
        #expect(source.split(separator: "\n", omittingEmptySubsequences: false).count <= 61)
        try LoadedPlugin.with(source, command) { plugin in
            let instance = try TestInstance(of: plugin, config: #"{"accounts":["4711","47\u0031\u0032",""]}"#)
            #expect(finding(instance.evaluate("{}", pseudonym: "p", accountID: "4711")) == USHER_HOLDS)
            #expect(finding(instance.evaluate("{}", pseudonym: "p", accountID: "4712")) == USHER_HOLDS)
            for other in ["471", "47111", "4713", ""] {
                #expect(finding(instance.evaluate("{}", pseudonym: "p", accountID: other)) == USHER_HOLDS_NOT, "\(other)")
            }
            // A question needs no JSON, so it may be asked at any time and often.
            instance.host.withheld = [USHER_SVC_JSON]
            #expect(finding(instance.evaluate("{}", pseudonym: "p", accountID: "4712")) == USHER_HOLDS)
            instance.host.withheld = []
            let many = (0..<1000).map { "\"id\($0 * 7919 % 1000)\"" }.joined(separator: ",")
            let long = try TestInstance(of: plugin, config: #"{"accounts":[\#(many)]}"#)
            for index in 0..<1000 {
                #expect(finding(long.evaluate("{}", pseudonym: "p", accountID: "id\(index)")) == USHER_HOLDS, "\(index)")
            }
            #expect(finding(long.evaluate("{}", pseudonym: "p", accountID: "id1000")) == USHER_HOLDS_NOT)
            #expect(instance.host.violations.isEmpty)
            for (config, complaint) in [
                ("{}", "accounts: must be a list of account ids"),
                (#"{"accounts":"4711"}"#, "accounts: must be a list of account ids"),
                (#"{"accounts":["4711",4712]}"#, "accounts: every id must be a text"),
            ] {
                let refusal = try #require(throws: TestInstance.Refused.self) { try TestInstance(of: plugin, config: config) }
                #expect(refusal.outcome.status == USHER_E_CONFIG && refusal.outcome.message == complaint)
            }
            #expect(throws: TestInstance.Refused.self) { try TestInstance(of: plugin, config: "not JSON") }
            let withoutJSON = TestHost()
            withoutJSON.withheld = [USHER_SVC_JSON]
            #expect(throws: TestInstance.Refused.self) {
                try TestInstance(of: plugin, config: #"{"accounts":[]}"#, host: withoutJSON)
            }
            let none = try TestInstance(of: plugin, config: #"{"accounts":[]}"#)
            #expect(finding(none.evaluate("{}", pseudonym: "p")) == USHER_HOLDS_NOT)
        }
    }

    private func finding(_ outcome: TestHost.Outcome) -> Int? {
        guard outcome.status == USHER_OK, case .evidence(let evidence)? = outcome.items.first else { return nil }
        return Int(evidence.finding)
    }
}
