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

    @Test("the plugin in the tutorial works as it stands there", arguments: ["gcc", "clang"])
    func tutorial(command: String) throws {
        let readme = try Repository.read("PluginABI/README.md")
        let blocks = readme.split(separator: "```").filter { $0.hasPrefix("c\n") }.map { String($0.dropFirst(2)) }
        let source = try #require(blocks.first)
        try LoadedPlugin.with(source, command) { plugin in
            let instance = try TestInstance(of: plugin)
            let outcome = instance.evaluate(#"{"ends_in":"x"}"#, pseudonym: "p")
            #expect(finding(outcome) == USHER_HOLDS_NOT)
            #expect(instance.evaluate("{}", pseudonym: "p").status == USHER_E_CONFIG)
        }
        // The second block declares an action; it must at least compile.
        let action = try #require(blocks.dropFirst().first)
        let result = try Compiler(command: command, standard: "c11").check(
            "#include \"usher_plugin.h\"\n\(action)\n"
                + "const usher_action *use(void);\nconst usher_action *use(void) { return &greet_action; }\n"
                + "static usher_status greet(void *self, usher_call *call, usher_str name, const int64_t *times) {\n"
                + "  (void)self, (void)call, (void)name, (void)times;\n  return USHER_OK;\n}\n")
        #expect(result.code == 0, "\(result.output)")
    }

    @Test("the build command of each text is the one that was tested")
    func buildCommand() throws {
        for file in ["PluginABI/README.md", "Plugins/Examples/c-allowlist/README.md"] {
            #expect(try Repository.read(file).contains("cc -std=c11 -O2 -shared -fPIC -fvisibility=hidden -I"), "\(file)")
        }
    }

    private func finding(_ outcome: TestHost.Outcome) -> Int? {
        guard outcome.status == USHER_OK, case .evidence(let evidence)? = outcome.items.first else { return nil }
        return Int(evidence.finding)
    }
}
