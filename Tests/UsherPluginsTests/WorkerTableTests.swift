import Testing
import UsherTesting
import UsherWire

@testable import UsherPlugins

@Suite("Tables of a plugin that lead nowhere")
struct WorkerTableTests {
    @Test(
        "A table that leads nowhere is refused with a text that names the place",
        arguments: [
            (1, "its table has a function that is in no loaded library"), (2, "title of action act"), (3, "title of action act"),
            (4, "the function of action act"), (5, "action 0 of its usher.actions/1 is at an address where nothing is"),
            (6, "its usher.health/1 has a function"), (7, "must return NULL"), (8, "its usher.health/1 is at an address"),
            (9, "the list of its usher.actions/1 is at an address where nothing is"),
        ])
    func tables(wrong: Int, reason: String) async throws {
        let rig = PluginRig()
        try rig.add("worker_tables", defining: ["WRONG=\(wrong)"])
        let catalogue = try await Catalogue.scan(rig.settings, logger: rig.log.logger)
        guard case .failure(let problem)? = catalogue.entries.first?.plugin else { throw RigFault("it was accepted") }
        #expect(problem.text.contains(reason), "\(problem.text)")
    }

    @Test("A plugin whose tables are whole is taken, with its extensions in the order of the alphabet")
    func whole() async throws {
        try await BareWorker.run("worker_tables", defining: ["WRONG=0"]) { worker in
            #expect(worker.hello?.extensions == ["usher.actions/1", "usher.health/1"])
            #expect(worker.hello?.actions.map(\.title) == ["Act"])
        }
    }
}
