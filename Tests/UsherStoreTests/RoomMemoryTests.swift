import Testing
import UsherDomain
import UsherStore
import UsherTesting

@Suite("What is remembered of rooms")
struct RoomMemoryTests {
    @Test("the children of a space, each time anew, until it has none")
    func spaces() async throws {
        let fixture = try StoreFixture()
        var store = try fixture.open()
        let (space, other) = (try fixture.room("space"), try fixture.room("other"))
        let (left, right) = (try fixture.room("left"), try fixture.room("right"))
        #expect(try await store.memory.spaces().isEmpty)
        try await store.memory.remember(spaces: [space: [left, right], other: [space]])
        try await store.memory.remember(spaces: [:])
        try store.close()
        store = try fixture.open()
        #expect(try await store.memory.spaces() == [space: [left, right], other: [space]])
        try await store.memory.remember(spaces: [space: [right], other: []])
        #expect(try await store.memory.spaces() == [space: [right]])
    }

    @Test("who had gone from the rooms before another one, each time anew")
    func leavers() async throws {
        let fixture = try StoreFixture()
        var store = try fixture.open()
        let (room, other) = (try fixture.room("new"), try fixture.room("other"))
        let (alice, bob) = (try fixture.user("alice"), try fixture.user("bob"))
        try await store.memory.remember(leavers: [alice, bob], of: room)
        try await store.memory.remember(leavers: [bob], of: other)
        try store.close()
        store = try fixture.open()
        #expect(try await store.memory.leavers() == [room: [alice, bob], other: [bob]])
        try await store.memory.remember(leavers: [bob], of: room)
        try await store.memory.remember(leavers: [], of: other)
        #expect(try await store.memory.leavers() == [room: [bob]])
    }
}
