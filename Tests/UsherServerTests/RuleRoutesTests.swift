import Testing
import UsherDomain
import UsherEngine

@testable import UsherServer

@Suite("The admin's API about rules, requirements and links")
struct RuleRoutesTests {
    private static let core = #"{"name":"staff:core","json":"{\"team\":\"core\"}"}"#
    private static let set = #"{"room":"!a:example.org","expression":"staff:core"}"#

    private func desk(_ name: String = #function) async throws -> RuleDesk {
        let desk = try RuleDesk(name)
        #expect(try await desk.post("requirements/set", Self.core).status == 200)
        return desk
    }

    @Test("A rule is set, counted, shown and taken away; each change is in the audit log, and a second one of the same is none")
    func rule() async throws {
        let desk = try await desk()
        let first = try await desk.post("rules/set", Self.set)
        #expect(first.status == 200 && first.body.contains(#""revision":1"#) && first.body.contains(#""rule":"staff:core""#))
        #expect(try await desk.post("rules/set", Self.set).body == first.body)
        #expect(try await desk.acts == ["policy-set", "requirement-set"])
        let gone = try await desk.post("rules/remove", #"{"room":"!a:example.org"}"#)
        #expect(gone.status == 200 && gone.body == #"{"policy":null,"warnings":[]}"#)
        #expect(try await desk.post("rules/remove", #"{"room":"!a:example.org"}"#).status == 404)
        #expect(try await desk.acts == ["policy-removed", "policy-set", "requirement-set"])
    }

    @Test("A rule that goes leaves the settings of the room; a policy that goes takes all of them")
    func ruleAndSettings() async throws {
        let desk = try await desk()
        _ = try await desk.post("rules/set", Self.set)
        let configured = try await desk.post("rooms/configure", #"{"room":"!a:example.org","settings":{"phase":"enforce"}}"#)
        #expect(configured.body.contains(#""phase":"enforce""#) && configured.body.contains(#""rule":"staff:core""#))
        let without = try await desk.post("rules/remove", #"{"room":"!a:example.org"}"#)
        #expect(without.body.contains(#""rule":null"#) && without.body.contains(#""phase":"enforce""#))
        #expect(try await desk.post("policies/remove", #"{"room":"!a:example.org"}"#).status == 200)
        #expect(desk.book.current.policies.isEmpty)
        #expect(try await desk.post("policies/remove", #"{"room":"!a:example.org"}"#).status == 404)
    }

    @Test(
        "What is wrong with a request is said, and nothing is written",
        arguments: [
            ("rules/set", #"{"room":"!a:b","expression":"staff:core and and"}"#, "rule-text", "line 1, column 16"),
            ("rules/set", #"{"room":"!a:b","expression":"stafff:core"}"#, "invalid", "did you mean staff?"),
            ("rules/set", #"{"room":"!a:b","expression":"staff:cor"}"#, "invalid", "did you mean staff:core?"),
            ("rules/set", #"{"room":"a","expression":"none"}"#, "malformed", "room must be a room ID"),
            ("rules/set", #"{"room":"!a:b","expresion":"none"}"#, "malformed", "expression is missing"),
            ("rules/set", #"{"room":"!a:b","expression":"none","x":1}"#, "malformed", "x is not known"),
            ("rules/set", "[]", "malformed", "not the JSON object"),
            ("rooms/configure", #"{"room":"!a:b","settings":{"grace_ms":-1}}"#, "malformed", "settings.grace_ms must be"),
            (
                "rooms/configure", #"{"room":"!a:b","settings":{"phse":"observe"}}"#, "malformed",
                "settings.phse is not known; did you"
            ),
            ("rooms/configure", #"{"room":"!a:b","settings":{"phase":"announce"}}"#, "malformed", "announce_until must say when"),
            ("rooms/configure", #"{"room":"!a:b","settings":{"brakes":{"people":5}}}"#, "malformed", "settings.brakes.percent"),
            ("rooms/configure", #"{"room":"!a:b","settings":{"exempt_add":["bob"]}}"#, "malformed", "exempt_add must be"),
            ("rooms/configure", #"{"room":"!a:b","settings":{}}"#, "malformed", "changes nothing"),
            ("rooms/configure", #"{"room":"!a:b"}"#, "malformed", "settings is missing"),
            ("requirements/set", #"{"name":"staff","json":"{}"}"#, "malformed", "name must be a name such as"),
            ("requirements/set", #"{"name":"other:x","json":"{}"}"#, "invalid", "there is no such instance"),
            ("requirements/set", #"{"name":"staff:x","json":"[]"}"#, "malformed", "json is no requirement"),
            ("links/add", #"{"user":"alice","instance":"staff","account":"1"}"#, "malformed", "user must be a Matrix ID"),
            ("links/add", #"{"user":"@a:b.org","instance":"other","account":"1"}"#, "invalid", "there is no such instance"),
            ("links/add", #"{"user":"@a:b.org","instance":"staff","account":""}"#, "invalid", "must have 1 to"),
        ])
    func wrong(path: String, json: String, code: String, text: String) async throws {
        let desk = try await desk()
        let (status, body) = try await desk.post(path, json)
        #expect(status == 400, "\(body)")
        #expect(body.contains(#""code":"\#(code)""#), "\(body)")
        #expect(body.contains(text), "\(body)")
        #expect(try await desk.acts == ["requirement-set"])
    }

    @Test("A rule is checked without being set: what it would be, what is wrong, what a person should know")
    func check() async throws {
        let desk = try await desk()
        let good = try await desk.post("rules/check", #"{"expression":"(staff:core)"}"#)
        #expect(good.status == 200 && good.body == #"{"errors":[],"plan":null,"rooms":null,"rule":"staff:core","warnings":[]}"#)
        let bad = try await desk.post("rules/check", #"{"expression":"staff:none-such"}"#)
        #expect(bad.status == 200 && bad.body.contains("no requirement has this name"))
        #expect(desk.book.current.policies.isEmpty)
        let none = try await desk.post("rules/check", #"{"room":"!a:example.org"}"#)
        #expect(none.status == 404 && none.body.contains(#""code":"no-rule""#), "\(none.body)")
        let tried = try await desk.post("rules/check", #"{"expression":"staff:core","room":"!a:example.org"}"#)
        #expect(tried.status == 200 && tried.body.contains(#""rooms":[]"#) && tried.body.contains(#""acts":[]"#), "\(tried.body)")
    }

    @Test("Settings change one by one; null hands one back to the spaces above, and exemptions add up and go")
    func settings() async throws {
        let desk = try await desk()
        func configure(_ settings: String) async throws -> String {
            let (status, body) = try await desk.post("rooms/configure", #"{"room":"!a:example.org","settings":\#(settings)}"#)
            #expect(status == 200, "\(body)")
            return body
        }
        let all = try await configure(
            #"{"phase":"announce","announce_until":1800000000000,"grace_ms":0,"shadows":"remove","knocks":"leave","#
                + #""brakes":{"people":1,"percent":2},"exempt_add":["@a:b","@c*:d"],"below":false,"inherit":false}"#)
        #expect(all.contains(#""announce_until":1800000000000"#) && all.contains(#""grace_ms":0"#))
        #expect(
            all.contains(#""below":false"#) && all.contains(#""inherit":false"#) && all.contains(#""exempt":["@a:b","@c*:d"]"#))
        let less = try await configure(
            #"{"phase":null,"grace_ms":null,"brakes":null,"exempt_remove":["@a:b"],"exempt_add":["@c*:d"]}"#)
        #expect(less.contains(#""phase":null"#) && less.contains(#""grace_ms":null"#) && less.contains(#""brakes":null"#))
        #expect(less.contains(#""exempt":["@c*:d"]"#) && less.contains(#""shadows":"remove""#) && less.contains(#""revision":2"#))
    }

    @Test("A requirement gets a name once, another one under the same name, and keeps it while a rule uses it")
    func requirements() async throws {
        let desk = try await desk()
        #expect(try await desk.post("requirements/set", Self.core).status == 200)
        #expect(try await desk.acts.count == 1, "the same again is no change")
        _ = try await desk.post("rules/set", Self.set)
        let used = try await desk.post("requirements/remove", #"{"name":"staff:core"}"#)
        #expect(used.status == 409 && used.body.contains("in-use") && used.body.contains("!a:example.org"))
        _ = try await desk.post("rules/remove", #"{"room":"!a:example.org"}"#)
        #expect(try await desk.post("requirements/remove", #"{"name":"staff:core"}"#).status == 204)
        #expect(try await desk.post("requirements/remove", #"{"name":"staff:core"}"#).status == 404)
        #expect(try await desk.get("requirements").body == #"{"requirements":[]}"#)
    }

    @Test("An account is linked, taken over by somebody else, and unlinked; twice is said")
    func links() async throws {
        let desk = try await desk()
        let add = #"{"user":"@a:example.org","instance":"staff","account":"17","name":"Ann"}"#
        #expect(try await desk.post("links/add", add).body == #"{"taken_from":null}"#)
        let other = try await desk.post("links/add", #"{"user":"@b:example.org","instance":"staff","account":"17"}"#)
        #expect(other.body == #"{"taken_from":"@a:example.org"}"#)
        let list = try await desk.get("links").body
        #expect(list.contains(#""user":"@b:example.org""#) && list.contains(#""proven_by":"command-line""#))
        #expect(!list.contains("@a:example.org"))
        #expect(try await desk.post("links/remove", #"{"user":"@b:example.org","instance":"staff"}"#).status == 204)
        #expect(try await desk.post("links/remove", #"{"user":"@b:example.org","instance":"staff"}"#).status == 400)
    }

    @Test("An import says what differs, changes that once, and an export of it imports as nothing")
    func importing() async throws {
        let desk = try await desk()
        let document =
            #""requirements":[{"name":"staff:core","json":"{\"team\":\"core\"}"},"#
            + #"{"name":"staff:new","json":"{\"team\":\"new\"}"}],"#
            + #""policies":[{"room":"!a:example.org","rule":"staff:core or staff:new","phase":"observe"}]"#
        let dry = try await desk.post("rules/import", "{\(document),\"dry_run\":true}")
        #expect(dry.body.contains(#""applied":false"#) && dry.body.contains(#""subject":"staff:new""#), "\(dry.body)")
        #expect(try await desk.acts == ["requirement-set"])
        let real = try await desk.post("rules/import", "{\(document)}")
        #expect(real.body.contains(#""applied":true"#) && real.body.contains("+ rule: staff:core or staff:new"))
        #expect(try await desk.acts == ["policy-set", "requirement-set", "requirement-set"])
        let export = try await desk.get("rules/export").body
        let again = try await desk.post("rules/import", export)
        #expect(again.status == 200 && again.body.contains(#""changes":[]"#), "\(again.body)")
        #expect(try await desk.acts.count == 3)
    }

    @Test("What an import does not name stays, unless it is pruned")
    func pruning() async throws {
        let desk = try await desk()
        _ = try await desk.post("rules/set", Self.set)
        let empty = #""requirements":[],"policies":[]"#
        #expect(try await desk.post("rules/import", "{\(empty)}").body.contains(#""changes":[]"#))
        #expect(desk.book.current.policies.count == 1)
        let pruned = try await desk.post("rules/import", "{\(empty),\"prune\":true}")
        #expect(pruned.body.contains(#""kind":"removed""#) && pruned.body.contains("- rule: staff:core"))
        #expect(desk.book.current.policies.isEmpty && desk.book.current.requirements.isEmpty)
        #expect(try await desk.acts.prefix(2) == ["requirement-removed", "policy-removed"])
    }

    @Test("An import with one mistake changes nothing at all")
    func importProblems() async throws {
        let desk = try await desk()
        let answer = try await desk.post(
            "rules/import",
            #"{"requirements":[{"name":"staff:new","json":"{}"}],"policies":[{"room":"!a:b","rule":"staff:newe"}]}"#)
        #expect(
            answer.status == 200 && answer.body.contains(#""subject":"!a:b""#) && answer.body.contains("did you mean staff:new?"))
        #expect(try await desk.acts == ["requirement-set"])
        let twice = try await desk.post("rules/import", #"{"requirements":[],"policies":[{"room":"!a:b"},{"room":"!a:b"}]}"#)
        #expect(twice.status == 400 && twice.body.contains("given twice"))
    }

    @Test("The audit log comes in pages, filtered, newest first")
    func audit() async throws {
        let desk = try await desk()
        for room in 1...5 { _ = try await desk.post("rules/set", #"{"room":"!\#(room):example.org","expression":"none"}"#) }
        let first = try await desk.get("audit?limit=2").body
        #expect(first.contains("!5:example.org") && first.contains("!4:example.org"))
        let before = try #require(first.firstMatch(of: /"next_before":(\d+)/)?.1)
        let second = try await desk.get("audit?limit=2&before=\(before)").body
        #expect(second.contains("!3:example.org") && second.contains("!2:example.org"))
        let one = try await desk.get("audit?room=%212%3Aexample.org").body
        #expect(one.contains("!2:example.org") && !one.contains("!3:example.org") && one.contains(#""next_before":null"#))
        for wrong in ["limit=0", "limit=1001", "since=now", "rom=x", "room=a", "limit=1&limit=2"] {
            #expect(try await desk.get("audit?\(wrong)").status == 400, "\(wrong)")
        }
    }
}
