import Foundation
import Testing
import UsherDomain
import UsherEngine
import UsherTesting

@testable import usher

@Suite("Commands, as a person types them")
struct CommandTests {
    private static let room = "!a:example.org"

    @Test("A rule goes from a checked sentence to a revision, and a person reads what holds")
    func rules() async throws {
        try await CommandRig.serve { rig in
            #expect(try await rig.run("requirement", "set", "staff:core", #"{"team":"core"}"#).code == 0)
            #expect(try await rig.run("requirement", "list").output.contains(#"staff:core  {"team":"core"}"#))
            #expect(try await rig.run("rule", "check", "(staff:core)").output == "staff:core\n")
            let set = try await rig.run("rule", "set", Self.room, "staff:core")
            #expect(set.code == 0 && set.output.contains("revision 1") && set.output.contains("rule=staff:core"), "\(set)")
            let configured = try await rig.run("room", "set", Self.room, "phase=enforce", "grace=3d", "exempt+=@x:y.org")
            #expect(configured.output.contains("grace=3d") && configured.output.contains("exempt+=@x:y.org"), "\(configured)")
            #expect(try await rig.run("requirement", "remove", "staff:core").code == 1)
            #expect(try await rig.run("rule", "remove", Self.room, "--settings").output.contains("nobody is removed"))
            #expect(try await rig.run("rule", "remove", Self.room).code == 64)
        }
    }

    @Test("What is wrong is said with its place, and with the exit code of a wrong call")
    func wrong() async throws {
        try await CommandRig.serve { rig in
            let rule = try await rig.run("rule", "set", Self.room, "staff:core and and x")
            #expect(rule.code == 64 && rule.errors.contains("^^^") && rule.errors.contains("line 1, column 16"), "\(rule)")
            let unknown = try await rig.run("rule", "check", "stuff:core")
            #expect(unknown.code == 64 && unknown.errors.contains("there is no such instance"), "\(unknown)")
            let key = try await rig.run("room", "set", Self.room, "phse=observe")
            #expect(key.code == 64 && key.errors.contains("did you mean phase=?"), "\(key)")
            #expect(try await rig.run("room", "show", Self.room).code == 64)
            #expect(try await rig.run("links", "add", "alice", "staff", "1").errors.contains("must be a Matrix ID"))
            #expect(try await rig.run("undo", "9", "--yes").code == 64)
            #expect(try await rig.run("apply", "abababababab", "--yes").errors.contains("none is held"))
            #expect(try await rig.run("audit", "--json", "--csv").code == 64)
            #expect(try await rig.run("audit", "--since", "yesterday").code == 64)
        }
    }

    @Test("Without a daemon, commands say how to start one; the log and the rules are read from the database")
    func nobody() async throws {
        let rig = try CommandRig()
        for words in ["rooms", "plan", "sweep", "status", "pause"] {
            let outcome = try await rig.run(words)
            #expect(outcome.code == 1 && outcome.errors.contains("start it with `usher serve"), "\(words): \(outcome)")
        }
        #expect(try await rig.run("audit").code == 0)
        #expect(try await rig.run("rules", "export").output.contains("rooms: []"))
    }

    @Test("A held plan is shown, applied only when that is meant, and once")
    func plans() async throws {
        try await CommandRig.serve { rig in
            let room = try #require(RoomID(Self.room))
            let user = try #require(UserID("@a:example.org"))
            let hash = try #require(PlanHash(String(repeating: "ab", count: 32)))
            let act = MembershipAct(
                kind: .remove, room: room, user: user, reason: "not in core \u{1b}[2J", instances: [], ruleVersion: "x")
            rig.governing.set { state in
                state.acts = [PlannedAct(act: act, phase: .observe)]
                state.held = [
                    HeldPlanReport(
                        hash: hash, heldAt: Instant(unixMilliseconds: 0), causes: [.room(room, removed: 6, governed: 10)],
                        acts: [act])
                ]
            }
            let plan = try await rig.run("plan")
            #expect(plan.output.contains("only reported") && plan.output.contains("usher apply abababababab"), "\(plan)")
            #expect(plan.output.contains("6 of 10 people") && !plan.output.contains("\u{1b}"))
            #expect(try await rig.run("plan", "--json").output.contains(#""act":"remove""#))
            let asked = try await rig.run("apply", "abababababab")
            #expect(asked.code == 64 && asked.errors.contains("--yes") && asked.output.contains("@a:example.org"))
            #expect(rig.governing.asked.isEmpty, "nothing is asked for by looking")
            #expect(try await rig.run("apply", "abababababab", "--yes").output.contains("run 42 began 1 of 1 acts"))
            #expect(try await rig.run("apply", "abababababab", "--yes").code == 64)
            #expect(rig.governing.asked == ["approve \(hash) by command-line"])
        }
    }

    @Test("A person is explained with the rule's tree, the evidence, and what to do; a room can be named by its name")
    func explain() async throws {
        try await CommandRig.serve { rig in
            let room = try #require(RoomID(Self.room))
            let user = try #require(UserID("@a:example.org"))
            let rule = try Rule(text: "staff:core and not staff:contractors")
            let policy = EffectivePolicy(room: room, sources: [.init(room: room, revision: 3, rule: rule, path: [])])
            let report = RoomReport(
                room: room, name: "Demo", isSpace: false, policy: policy, isBotIn: true, joined: 1, invited: 0, governed: 1,
                leaving: 0, undecided: 0, shadows: 1, waiting: 0, waitingMilliseconds: 0, problems: [])
            let explanation = rule.explain { _ in LeafEvidence(verdict: .unproven) }
            rig.governing.set { state in
                state.rooms = [report]
                state.reports = [
                    MembershipReport(
                        user: user, room: room, name: "Demo", standing: .joined, policy: policy, policySteps: ["a step"],
                        explanation: explanation, exemptions: [], departure: nil, acts: [], waiting: nil, problems: [])
                ]
            }
            let text = try await rig.run("explain", "@a:example.org", "demo").output
            #expect(text.contains("unproven\tall") && text.contains("staff:contractors") && text.contains("a step"), "\(text)")
            #expect(text.contains("usher links add @a:example.org staff ACCOUNT"))
            #expect(try await rig.run("rooms").output.contains("Demo"))
            #expect(try await rig.run("room", "show", "Demo").output.contains("1 under the rule"))
            #expect(try await rig.run("explain", "@a:example.org", "Demos").errors.contains("did you mean \"Demo\"?"))
        }
    }

    @Test("What is not known, and why, is told with the time of the next try; so are lists that wait, and accounts to link again")
    func waiting() async throws {
        try await CommandRig.serve { rig in
            let room = try #require(RoomID(Self.room))
            let user = try #require(UserID("@a:example.org"))
            let rule = try Rule(text: "staff:core")
            let list = UnconfirmedListing(
                requirement: Requirement(instance: rule.leaves[0].instance, canonicalJSON: #"{"team":"core"}"#), countBefore: 20,
                countAfter: 0, heldSince: Instant(unixMilliseconds: 0), confirmDueAt: Instant(unixMilliseconds: 66_000))
            let policy = EffectivePolicy(room: room, sources: [.init(room: room, revision: 3, rule: rule, path: [])])
            let explanation = rule.explain { _ in
                LeafEvidence(
                    verdict: .unknown, reason: "it is down", nextTryAt: Instant(unixMilliseconds: 66_000), wantsRelink: true)
            }
            rig.governing.set { state in
                state.unconfirmed = [list]
                state.rooms = [room, RoomID("!b:example.org") ?? room].map {
                    RoomReport(
                        room: $0, name: "Demo", isSpace: false, policy: policy, isBotIn: true, joined: 1, invited: 0, governed: 1,
                        leaving: 0, undecided: 1, shadows: 0, waiting: 0, waitingMilliseconds: 0, problems: [],
                        unconfirmed: [list])
                }
                state.reports = [
                    MembershipReport(
                        user: user, room: room, name: "Demo", standing: .joined, policy: policy, policySteps: [],
                        explanation: explanation, exemptions: [], departure: nil, acts: [], waiting: nil, problems: [],
                        unconfirmed: [list])
                ]
            }
            let sentence = """
                staff {"team":"core"} listed 0 instead of 20 accounts at 1970-01-01 00:00:00 UTC: that counts when another list \
                says the same, which is asked for at 1970-01-01 00:01:06 UTC; until then the one before counts
                """
            let plan = try await rig.run("plan").output
            #expect(plan.contains("unconfirmed\t\(sentence)"), "\(plan)")
            let rooms = try await rig.run("rooms").output
            #expect(rooms.components(separatedBy: sentence).count == 2, "once, however many rooms ask: \(rooms)")
            #expect(try await rig.run("room", "show", Self.room).output.contains("waits      \(sentence)"))
            let text = try await rig.run("explain", "@a:example.org", Self.room).output
            #expect(text.contains("waits      \(sentence)") && text.contains("it is down; linking the account again would help"))
            #expect(text.contains("asked again about 1970-01-01 00:01:06 UTC") && text.contains("to do      they link their"))
        }
    }

    @Test("The log is read to its end, in lines, as one document, and as a table that no spreadsheet takes for formulas")
    func audit() async throws {
        try await CommandRig.serve { rig in
            for number in 1...3 { _ = try await rig.run("rule", "set", "!\(number):example.org", "none") }
            #expect(try await rig.run("audit").output.split(separator: "\n").count == 3)
            #expect(try await rig.run("audit", "--limit", "2").output.split(separator: "\n").count == 2)
            #expect(try await rig.run("audit", "--until", "2020-01-01").output.isEmpty)
            #expect(
                try await rig.run("audit", "--since", "1h", "--room", "!2:example.org").output.split(separator: "\n").count == 1)
            let document = try JSONSerialization.jsonObject(with: Data(try await rig.run("audit", "--json").output.utf8))
            #expect(((document as? [String: Any])?["entries"] as? [Any])?.count == 3)
            let table = try await rig.run("audit", "--csv").output
            #expect(table.hasPrefix("number,at,act,") && table.components(separatedBy: "\r\n").count == 5)
        }
    }

    @Test("Rules go out to a file and come back without a change; a changed file changes that, a wrong one nothing")
    func files() async throws {
        try await CommandRig.serve { rig in
            _ = try await rig.run("requirement", "set", "staff:core", #"{"team":"core"}"#)
            _ = try await rig.run("rule", "set", Self.room, "staff:core")
            let path = "\(rig.directory.path)/rules.yaml"
            #expect(try await rig.run("rules", "export", path).output.contains("1 requirements, 1 rooms"))
            #expect(try await rig.run("rules", "import", path).output == "nothing differs\n")
            let text = try String(contentsOfFile: path, encoding: .utf8)
            let changed = try rig.write(text + "    grace: 1d\n", to: "changed.yaml")
            let dry = try await rig.run("rules", "import", changed, "--dry-run")
            #expect(dry.output.contains("+ grace: 1 day") && dry.output.contains("nothing was changed"), "\(dry)")
            #expect(try await rig.run("rules", "import", changed).output.contains("as the file says now"))
            let wrong = try rig.write(text.replacing("'staff:core'\n", with: "'staff:cor'\n"), to: "wrong.yaml")
            let refused = try await rig.run("rules", "import", wrong)
            #expect(refused.code == 78 && refused.errors.contains("wrong.yaml:9:"), "\(refused)")
            #expect(refused.errors.contains("did you mean staff:core?"))
            let empty = try rig.write("requirements: {}\nrooms: []\n", to: "empty.yaml")
            #expect(try await rig.run("rules", "import", empty).output == "nothing differs\n")
            #expect(try await rig.run("rules", "import", empty, "--prune").output.contains("removed\troom \(Self.room)"))
        }
    }

    @Test("Links, sweeps, pausing and undoing say what they did")
    func others() async throws {
        try await CommandRig.serve { rig in
            rig.governing.set { $0.runs = [7: 2] }
            _ = try await rig.run("links", "add", "@a:example.org", "staff", "17", "Ann")
            let taken = try await rig.run("links", "add", "@b:example.org", "staff", "17").output
            #expect(taken.contains("taken from @a:example.org"))
            #expect(try await rig.run("links", "list").output.contains("@b:example.org  staff  17"))
            #expect(try await rig.run("links", "remove", "@b:example.org", "staff").code == 0)
            #expect(try await rig.run("sweep").output.contains("3 requirements answered"))
            #expect(try await rig.run("pause").code == 0)
            #expect(try await rig.run("status").output.contains("paused"))
            #expect(try await rig.run("resume").code == 0)
            #expect(try await rig.run("undo", "7").code == 64)
            #expect(try await rig.run("undo", "7", "--yes").output.contains("invites back 2 people"))
            let asked = ["sweep", "pause by command-line", "resume by command-line", "undo 7 by command-line"]
            #expect(rig.governing.asked == asked)
        }
    }

    @Test("Without a daemon, plugin files are shown without the secrets of the instances")
    func withoutSecrets() async throws {
        let rig = try CommandRig()
        let plugins = rig.directory.path + "/plugins"
        try FileManager.default.createDirectory(
            atPath: plugins, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
        let configuration = try String(contentsOfFile: rig.directory.path + "/usher.yaml", encoding: .utf8)
        let instance = "\ninstances: [{id: staff, plugin: staff, secrets: {token: nowhere}}]\n"
        _ = try rig.write(configuration + instance, to: "usher.yaml")
        let outcome = try await rig.run("plugins", "status")
        #expect(outcome.code == 0 && !outcome.errors.contains("nowhere"), "\(outcome)")
    }
}
