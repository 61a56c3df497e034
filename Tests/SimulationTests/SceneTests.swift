import Testing
import UsherDomain
import UsherEngine
import UsherTesting

@testable import usher_simulate

@Suite("Acts in a world without chance")
struct SceneTests {
    private let ann = Names.user("@ann:home.example")
    private let bob = Names.user("@bob:home.example")

    @Test("Who loses a room is told, and removed when the grace period is over")
    func removed() throws {
        let scene = try Scene([ann, bob], graceMilliseconds: Scene.day)
        try scene.leaveGroup(ann)
        #expect(scene.noticedAt(ann) != nil)
        #expect(scene.isIn(ann))
        try scene.pass(milliseconds: Scene.day + Scene.minute)
        #expect(!scene.isIn(ann))
        #expect(scene.isIn(bob))
    }

    @Test("A homeserver that refuses a notice has not told anybody anything")
    func refusedNotice() throws {
        let scene = try Scene([ann, bob], graceMilliseconds: Scene.minute)
        scene.homeserver.troubles.refused = 100
        try scene.leaveGroup(ann)
        try scene.pass(milliseconds: 30 * Scene.minute)
        #expect(scene.noticedAt(ann) == nil)
        scene.homeserver.troubles.refused = 0
        try scene.pass(milliseconds: 30 * Scene.minute)
        #expect(scene.homeserver.notices.count == 1)
        #expect(!scene.isIn(ann))
    }

    @Test("A person who cannot be told by any of many tries does not stay for ever")
    func outOfReach() throws {
        let scene = try Scene([ann, bob], graceMilliseconds: Scene.minute)
        scene.homeserver.troubles.refused = 100
        try scene.leaveGroup(ann)
        try scene.pass(milliseconds: Scene.day)
        #expect(scene.noticedAt(ann) != nil)
        scene.homeserver.troubles.refused = 0
        try scene.pass(milliseconds: Scene.day)
        #expect(!scene.isIn(ann))
    }

    @Test("A notice that fails is one try for all the rooms that it speaks of")
    func oneTryForAll() throws {
        let scene = try Scene([ann, bob], roomCount: 8, graceMilliseconds: Scene.day)
        scene.homeserver.troubles.lostBefore = 100
        let before = scene.homeserver.callCount
        try scene.leaveGroup(ann)
        #expect(scene.homeserver.callCount - before <= 2)
        try scene.pass(milliseconds: 5 * Scene.minute)
        #expect(scene.homeserver.callCount - before < 16)
        #expect(Set(try scene.attempts()).count <= 2)
    }

    @Test("A clock that was a year ahead for a minute stops neither acts nor the dead man's switch")
    func clockAhead() throws {
        let scene = try Scene([ann, bob], graceMilliseconds: 0)
        let governor = scene.daemon.governor
        scene.clock.setWall(scene.clock.now().advanced(byMilliseconds: 365 * Scene.day))
        try scene.finish { _ = await governor.sweep() }
        scene.clock.setWall(scene.clock.now().advanced(byMilliseconds: -365 * Scene.day))
        try scene.leaveGroup(ann)
        #expect(scene.isIn(ann), "the sweep that will have finished in a year says nothing")
        try scene.pass(milliseconds: 60 * Scene.minute)
        #expect(!scene.isIn(ann))
    }
}
