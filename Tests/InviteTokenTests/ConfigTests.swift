import PluginABI
import PluginTestHost
import Testing

@Suite("The configuration of invite-token")
struct ConfigTests {
    @Test("may be empty or say who invites", arguments: ["{}", #"{"from":""}"#, #"{"from":"Die Dämo 🎉"}"#])
    func good(config: String) throws {
        _ = try Door(config: config)
    }

    @Test(
        "names the key that is wrong",
        arguments: [
            (#"{"form":"x"}"#, "form: is not a known key (known: from)"), (#"{"from":7}"#, "from: must be a text"),
            (#"{"from":null}"#, "from: must be a text"), (#"{"from":["x"]}"#, "from: must be a text"),
            (#"{"from":"x","a\"b":{"from":1}}"#, "a\"b: is not a known key (known: from)"),
            (#"{"from":"a\nb"}"#, "from: must be one line without control characters"), ("[]", "must be an object"),
            (#"{"from":"\#(String(repeating: "x", count: 201))"}"#, "from: must not be longer than 200 bytes"),
        ])
    func bad(config: String, complaint: String) throws {
        let refusal = try #require(throws: TestInstance.Refused.self) { try Door(config: config) }
        #expect(refusal.outcome.status == USHER_E_CONFIG)
        #expect(refusal.outcome.message == complaint)
    }
}
