import Testing
import UsherStore
import UsherTesting

@Suite("The lock of the serving daemon")
struct ServingLockTests {
    @Test("one daemon serves from a directory; the next may when it has ended")
    func oneAtATime() throws {
        let fixture = try StoreFixture()
        var first: ServingLock? = try ServingLock(directory: fixture.directory.path)
        let refusal = #expect(throws: StoreFailure.self) { try ServingLock(directory: fixture.directory.path) }
        #expect(refusal?.code == .busy)
        #expect(refusal?.advice.contains("data_directory") == true)
        withExtendedLifetime(first) {}
        first = nil
        _ = try ServingLock(directory: fixture.directory.path)
    }

    @Test("a directory that is not there is said")
    func missing() {
        let refusal = #expect(throws: StoreFailure.self) { try ServingLock(directory: "/nowhere/at/all") }
        #expect(refusal?.code == .directoryUnusable)
    }

    @Test("commands work beside a serving daemon")
    func commands() throws {
        let fixture = try StoreFixture()
        let lock = try ServingLock(directory: fixture.directory.path)
        try fixture.open().close()
        withExtendedLifetime(lock) {}
    }
}
