import PluginABI
import PluginKit
import PluginTestHost
import Testing

@Suite("A claim, a link step, an action through the C table")
struct ExtensionTests {
    private let instance: TestInstance

    init() throws {
        instance = try TestInstance(of: sampleTable.pointer)
    }

    private func claim(_ outcome: TestHost.Outcome) -> EmittedItem.Claim? {
        guard outcome.status == USHER_OK, outcome.items.count == 1, case .claim(let claim)? = outcome.items.first else {
            return nil
        }
        return claim
    }

    @Test("claims arrive whole: no end is 0, no limit is -1, a refusal is nothing but a refusal")
    func claims() throws {
        let offered = try #require(claim(instance.describe("good")))
        #expect(offered.state == USHER_CLAIM_OFFERED && offered.room == "!r" && offered.accountID == "1")
        #expect(offered.accountName == "one" && offered.from == "us")
        #expect(offered.expiresUnixMilliseconds == 0 && offered.usesLeft == -1)
        let reserved = try #require(claim(instance.reserve("c", "good", pseudonym: "p")))
        #expect(reserved.state == USHER_CLAIM_RESERVED && reserved.room == "c" && reserved.accountID == "p")
        #expect(reserved.expiresUnixMilliseconds == 9 && reserved.usesLeft == 0)
        #expect(claim(instance.reserve("c", "again", pseudonym: "p"))?.state == UInt32(USHER_CLAIM_HELD))
        let refused = try #require(claim(instance.describe("bad")))
        #expect(refused.state == USHER_CLAIM_REFUSED && refused.room == "" && refused.usesLeft == 0)
        #expect(instance.commit("c").items.isEmpty && instance.host.log == ["2 commit c"])
        let late = instance.release("c")
        #expect(late.status == USHER_E_TIMEOUT && late.message == "too late")
    }

    @Test("links go through all their steps")
    func links() throws {
        let table = try #require(sampleTable.pointer.pointee.extension(USHER_EXT_LINK)).load(as: usher_ext_link.self)
        let begun = with("f") { flow in
            with("u") { url in
                instance.raw { me, call in
                    var start = usher_link_start()
                    start.size = UInt32(MemoryLayout<usher_link_start>.size)
                    (start.flow_id, start.return_url, start.oauth_state) = (flow, url, flow)
                    return table.begin(me, call, &start)
                }
            }
        }
        let redirect = try #require(step(begun))
        #expect(redirect.step == USHER_STEP_REDIRECT && redirect.url == "u|f||" && redirect.state == [0x66])
        #expect(redirect.expiresMilliseconds == 900)

        let form = try #require(step(resume(table, USHER_INPUT_RETURN, query: "form")))
        #expect(form.step == USHER_STEP_FORM && form.formJSON == #"{"type":"object"}"# && form.message == "Fill in")
        #expect(form.state == Array("state".utf8))
        let wait = try #require(step(resume(table, USHER_INPUT_RETURN, query: "wait")))
        #expect(wait.step == USHER_STEP_WAIT && wait.pollAfterMilliseconds == 50)
        let failed = try #require(step(resume(table, USHER_INPUT_RETURN, query: "no")))
        #expect(failed.step == USHER_STEP_FAILED && failed.message == "no" && failed.url == "")
        let done = try #require(step(resume(table, USHER_INPUT_FORM, form: #"{"id":"7"}"#)))
        #expect(done.step == USHER_STEP_DONE && done.accountID == "7" && done.accountName == "name")
        #expect(done.linkJSON == #"{"verifier":"v"}"#)
        let polled = try #require(step(resume(table, USHER_INPUT_POLL)))
        #expect(polled.accountID == "polled" && polled.linkJSON == "")
        #expect(resume(table, 99).status == USHER_E_UNSUPPORTED)
        #expect(resume(table, USHER_INPUT_FORM, form: #"{"id":7}"#).status == USHER_E_INVALID)
        #expect(instance.raw { table.begin($0, $1, nil) }.status == USHER_E_INVALID)
    }

    @Test("actions receive their arguments, given or not, and answer with JSON, nothing or an error")
    func actions() throws {
        typealias Both =
            @convention(c) (
                UnsafeMutableRawPointer?, UnsafeMutablePointer<usher_call>?, usher_str, UnsafePointer<usher_str>?,
                UnsafePointer<Int64>?
            ) -> usher_status
        let action = try #require(instance.action("both"))
        let both = unsafeBitCast(action.function, to: Both.self)
        let absent = instance.raw { me, call in with("x") { both(me, call, $0, nil, nil) } }
        #expect(absent.items == [.result(#"{"a":"x","b":null,"c":null}"#)])
        let given = instance.raw { me, call in
            with("x") { text in
                var (b, c) = (text, Int64(-3))
                return both(me, call, text, &b, &c)
            }
        }
        #expect(given.items == [.result(#"{"a":"x","b":"x","c":-3}"#)])
        let nothing = instance.act("nothing")
        #expect(nothing.status == USHER_OK && nothing.items.isEmpty)
        typealias Failing =
            @convention(c) (UnsafeMutableRawPointer?, UnsafeMutablePointer<usher_call>?, Int64) -> usher_status
        let failing = unsafeBitCast(try #require(instance.action("failing")).function, to: Failing.self)
        let failed = instance.raw { failing($0, $1, 5) }
        #expect(failed.status == USHER_E_POLICY && failed.message == "not 5")
    }

    @Test("actions are declared in the header's grammar")
    func declaration() throws {
        let action = try #require(instance.action("both"))
        func text(_ string: usher_str) -> String {
            String(decoding: UnsafeRawBufferPointer(start: string.ptr, count: string.len), as: UTF8.self)
        }
        #expect(text(action.signature) == "a s, b s_opt, c i_opt")
        #expect(text(action.help_json) == #"{"a":"one","b":"two","c":"three"}"#)
        #expect(text(action.title) == "Repeats what it got" && action.flags == UInt32(USHER_ACTION_IDEMPOTENT))
        #expect(action.size == UInt32(MemoryLayout<usher_action>.size))
        #expect(try #require(instance.action("nothing")).signature.len == 0)
    }

    private func step(_ outcome: TestHost.Outcome) -> EmittedItem.LinkStep? {
        guard outcome.status == USHER_OK, outcome.items.count == 1, case .linkStep(let step)? = outcome.items.first else {
            return nil
        }
        return step
    }

    private func resume(_ table: usher_ext_link, _ kind: Int, query: String = "", form: String = "") -> TestHost.Outcome {
        with(query) { query in
            with(form) { form in
                with("state") { state in
                    with("v") { verifier in
                        instance.raw { me, call in
                            var input = usher_link_input()
                            input.size = UInt32(MemoryLayout<usher_link_input>.size)
                            input.input = UInt32(kind)
                            (input.query, input.form_json, input.state) = (query, form, state)
                            input.pkce_verifier = verifier
                            return table.resume(me, call, &input)
                        }
                    }
                }
            }
        }
    }
}
