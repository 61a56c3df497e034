import Testing
import UsherDomain
import UsherEngine
import UsherTesting

@testable import UsherServer

@Suite("The admin's API about the loop")
struct LoopRoutesTests {
    private static let unconfirmed =
        #""unconfirmed":[{"after":8,"before":20,"confirm_due_at":66000,"held_since":5000,"instance":"staff","#
        + #""requirement":"{\"team\":\"core\"}"}]"#
    private static let digits = String(repeating: "ab", count: 32)

    /// A desk whose loop knows a room, a held plan, a run and a person.
    private func desk(_ name: String = #function) throws -> RuleDesk {
        let desk = try RuleDesk(name)
        let room = try #require(RoomID("!a:example.org"))
        let user = try #require(UserID("@a:example.org"))
        let hash = try #require(PlanHash(Self.digits))
        let rule = try Rule(text: "staff:core or not staff:contractors")
        let policy = EffectivePolicy(room: room, sources: [.init(room: room, revision: 3, rule: rule, path: [])], phase: .enforce)
        let act = MembershipAct(
            kind: .remove, room: room, user: user, reason: "not in core", instances: [], ruleVersion: policy.ruleVersion)
        let explanation = rule.explain { leaf in
            LeafEvidence(
                verdict: leaf == rule.leaves[0] ? .fails : .unproven, reason: "because",
                nextTryAt: Instant(unixMilliseconds: 90_000), wantsRelink: leaf != rule.leaves[0])
        }
        let unconfirmed = UnconfirmedListing(
            requirement: Requirement(instance: rule.leaves[0].instance, canonicalJSON: #"{"team":"core"}"#), countBefore: 20,
            countAfter: 8, heldSince: Instant(unixMilliseconds: 5_000), confirmDueAt: Instant(unixMilliseconds: 66_000))
        desk.governing.set { state in
            state.rooms = [
                RoomReport(
                    room: room, name: "Demo", isSpace: false, policy: policy, isBotIn: true, joined: 12, invited: 1, governed: 10,
                    leaving: 1, undecided: 2, shadows: 3, waiting: 0, waitingMilliseconds: 0,
                    problems: [.cannotRemove(has: .number(0), needs: 50)], unconfirmed: [unconfirmed])
            ]
            state.acts = [PlannedAct(act: act, phase: .enforce)]
            state.held = [
                HeldPlanReport(
                    hash: hash, heldAt: Instant(unixMilliseconds: 0), causes: [.room(room, removed: 6, governed: 10)], acts: [act]
                )
            ]
            state.unconfirmed = [unconfirmed]
            state.runs = [7: 2]
            state.reports = [
                MembershipReport(
                    user: user, room: room, name: "Demo", standing: .joined, policy: policy, policySteps: ["a step"],
                    explanation: explanation, exemptions: [], departure: nil, acts: [.remove], waiting: nil, problems: [],
                    unconfirmed: [unconfirmed])
            ]
        }
        return desk
    }

    @Test("Rooms are listed, and one of them is shown, with what holds and what stands in the way")
    func rooms() async throws {
        let desk = try desk()
        let all = try await desk.get("rooms")
        #expect(all.status == 200 && all.body.contains(#""governed":10"#) && all.body.contains("cannot-remove"))
        #expect(all.body.contains(Self.unconfirmed))
        #expect(all.body.contains("Give it power 50") && all.body.contains(#""own":null"#))
        #expect(try await desk.get("room?room=%21a%3Aexample.org").body.contains(#""rule_version":"!a:example.org@3""#))
        #expect(try await desk.get("room?room=%21b%3Aexample.org").status == 404)
        #expect(try await desk.get("room").status == 400)
        #expect(try await desk.get("rooms?x=1").status == 400)
    }

    @Test("A plan is shown for everything and for one room, and nothing is asked for by that")
    func plan() async throws {
        let desk = try desk()
        let all = try await desk.get("plan")
        #expect(all.status == 200 && all.body.contains(#""act":"remove""#) && all.body.contains(#""counts":{"remove":1}"#))
        #expect(all.body.contains("6 of 10 people") && all.body.contains(Self.unconfirmed), "\(all.body)")
        #expect(try await desk.get("plan?room=%21b%3Aexample.org").body.contains(#""acts":[]"#))
        #expect(try await desk.get("plan?room=b").status == 400)
        #expect(desk.governing.asked.isEmpty)
        desk.governing.set { $0.isReady = false }
        let early = try await desk.get("plan")
        #expect(early.status == 503 && early.body.contains("not-ready"))
    }

    @Test("A held plan is applied once, by its digits; a wrong one never")
    func apply() async throws {
        let desk = try desk()
        #expect(try await desk.get("plans").body.contains(Self.digits))
        for wrong in ["abab", "ABABABABABAB", "zzzzzzzzzzzz", ""] {
            #expect(try await desk.post("plans/apply", #"{"hash":"\#(wrong)"}"#).status == 400, "\(wrong)")
        }
        #expect(try await desk.post("plans/apply", #"{"hash":"000000000000"}"#).status == 404)
        #expect(desk.governing.asked.isEmpty)
        #expect(try await desk.post("plans/apply", #"{"hash":"abababababab"}"#).body == #"{"acts":1,"run":42}"#)
        #expect(try await desk.post("plans/apply", #"{"hash":"abababababab"}"#).status == 404)
        #expect(desk.governing.asked == ["approve \(Self.digits) by command-line"])
    }

    @Test("A held plan is dropped once")
    func drop() async throws {
        let desk = try desk()
        #expect(try await desk.post("plans/drop", #"{"hash":"\#(Self.digits)"}"#).status == 204)
        #expect(try await desk.post("plans/drop", #"{"hash":"\#(Self.digits)"}"#).status == 404)
        #expect(desk.governing.asked == ["drop \(Self.digits) by command-line"])
    }

    @Test("A person is explained, with the rule's tree and what is decisive")
    func explain() async throws {
        let desk = try desk()
        let (status, body) = try await desk.get("explain?user=%40a%3Aexample.org&room=%21a%3Aexample.org")
        #expect(status == 200 && body.contains(#""verdict":"unproven""#) && body.contains(#""part":"any""#), "\(body)")
        #expect(body.contains(Self.unconfirmed) && body.contains(#""next_try_at":90000"#))
        #expect(body.contains(#""verdict":"unproven","wants_relink":true"#), "\(body)")
        #expect(body.contains(#""requirement":"staff:contractors""#) && body.contains(#""excluded":true"#))
        #expect(try await desk.get("explain?user=%40b%3Aexample.org&room=%21a%3Aexample.org").status == 404)
        #expect(try await desk.get("explain?user=a&room=%21a%3Aexample.org").status == 400)
        #expect(try await desk.get("explain?user=%40a%3Aexample.org").status == 400)
    }

    @Test("Sweeping, pausing, resuming and undoing are asked for, and only by POST")
    func acts() async throws {
        let desk = try desk()
        #expect(try await desk.post("sweep", "{}").body == #"{"answered":3,"rooms":1,"took_ms":1234,"unanswered":[]}"#)
        #expect(try await desk.post("pause", "{}").status == 204)
        #expect(try await desk.get("status").body.contains(#""paused":true"#))
        #expect(try await desk.post("plans/apply", #"{"hash":"abababababab"}"#).status == 409)
        #expect(try await desk.post("resume", "{}").status == 204)
        #expect(try await desk.post("undo", #"{"run":7}"#).body == #"{"people":2,"run":8}"#)
        #expect(try await desk.post("undo", #"{"run":8}"#).status == 404)
        #expect(try await desk.post("undo", #"{"run":"7"}"#).status == 400)
        #expect(try await desk.post("sweep", #"{"now":true}"#).status == 400)
        let asked = ["sweep", "pause by command-line", "resume by command-line", "undo 7 by command-line"]
        #expect(desk.governing.asked == asked)
        for path in ["sweep", "pause", "resume", "undo", "plans/apply", "plans/drop", "rules/set", "links/add"] {
            #expect(try await desk.get(path).status == 404, "\(path)")
        }
        #expect(desk.governing.asked == asked)
    }
}
