import Testing
import UsherDomain

@testable import UsherEngine

@Suite("What to do about an intent")
struct ActStepTests {
    @Test("Whoever was never there, or was removed by the bot, is invited")
    func invites() {
        #expect(ActStep(.invite, .none) == .act)
        #expect(ActStep(.invite, .removedByBot) == .act)
        #expect(ActStep(.invite, .invitedByBot) == .done)
        #expect(ActStep(.invite, .joined) == .done)
    }

    @Test(
        "An invitation never goes against a person's own leave, a ban or a moderator's decision",
        arguments: [Standing.leftThemselves, .banned, .removedByOthers, .invitedByOthers])
    func respectsDecisions(_ standing: Standing) {
        #expect(ActStep(.invite, standing) == .overtaken)
        #expect(ActStep(.admit, standing) == .overtaken)
    }

    @Test("A knock is answered only while it lasts")
    func knocks() {
        #expect(ActStep(.admit, .knocking) == .act)
        #expect(ActStep(.admit, .invitedByBot) == .done)
        #expect(ActStep(.deny, .knocking) == .act)
        #expect(ActStep(.deny, .joined) == .overtaken)
        #expect(ActStep(.deny, .removedByBot) == .done)
    }

    @Test("Nobody is removed who is not in the room any more, and nobody uninvited whom somebody else invited")
    func removals() {
        #expect(ActStep(.remove, .joined) == .act)
        for standing in Standing.allCases where standing != .joined && standing != .removedByBot {
            #expect(ActStep(.remove, standing) == .overtaken, "\(standing)")
        }
        #expect(ActStep(.withdraw, .invitedByBot) == .act)
        #expect(ActStep(.withdraw, .invitedByOthers) == .overtaken)
        #expect(ActStep(.withdraw, .joined) == .overtaken)
    }
}
