import Foundation
import Testing
import UsherDomain
import UsherPlugins
import UsherTesting

@Suite("Hostile plugins", .serialized)
struct HostileTests {
    static let cases =
        FileCases.all + TableCases.all + CallCases.all + CrashCases.all + ProcessCases.all + ProtocolCases.all

    @Test("There is at least one case for each group, and no two have the same name")
    func complete() {
        let held = Set(Self.cases.map(\.group))
        // Group 15 needs directories of its own: DirectoryTests.
        #expect(Set(1...HostileGroups.all.count).subtracting(held) == [15])
        #expect(held.allSatisfy { (1...72).contains($0) })
        #expect(Set(Self.cases.map(\.id)).count == Self.cases.count)
        for hostile in Self.cases { #expect(InstanceID(hostile.id) != nil, "\(hostile.id) is too long or no name") }
    }

    @Test("Every hostile plugin comes to what it must, grants nobody, disturbs no other, and leaves nothing behind")
    func corpus() async throws {
        Footprint.keepNoLargeBlocks()
        let forge = try Forge()
        try forge.prepare(Self.cases)
        let surroundings = try Surroundings()
        // What the first start leaves for good (threads of the runtime, the database's pages) is not theirs.
        let warm = try await Den([], forge: forge, surroundings: surroundings)
        #expect(try await warm.whileServing { await warm.bystanderAnswers() })
        // The clock that tests wait by is a descriptor.
        _ = try await comesTrue(within: .milliseconds(20)) { false }
        let before = Footprint.now()

        let report = try await Corpus(forge: forge, surroundings: surroundings).run(Self.cases)
        let after = Footprint.now()
        report.printTable()
        print("before: \(before)\nafter:  \(after)")
        Self.judge(report)
        #expect(try surroundings.isUntouched(), "the database or the configuration was touched")
        #expect(after.process == before.process)
        if Footprint.isAlone {
            #expect(after.children.isEmpty, "processes are left: \(after.children)")
            let left = after.descriptors(beyond: before, butFor: surroundings.directory.path)
            #expect(left.isEmpty, "descriptors are left: \(left)")
            #expect(after.residentKilobytes - before.residentKilobytes < Footprint.driftKilobytesMax, "memory is left")
        }
        try surroundings.close()
    }

    private static func judge(_ report: Corpus.Report) {
        for verdict in report.verdicts {
            let faults = verdict.faults.map { "\(verdict.hostile.id): \($0)" }
            if let known = verdict.hostile.known {
                withKnownIssue("\(known)", isIntermittent: true) { #expect(faults.isEmpty) }
            } else {
                for fault in faults { Issue.record("\(fault)") }
            }
        }
        #expect(report.left.filter { $0 != "good" }.isEmpty, "workers without files: \(report.left)")
        #expect(report.bystanderFailed == 0, "a well-behaved plugin was disturbed")
        let unnamed = report.verdicts.filter { !$0.isNamed }.map(\.hostile.id)
        print("not named in the log: \(unnamed.count): \(unnamed.joined(separator: ", "))")
        #expect(unnamed.isEmpty, "why it was unknown is written nowhere")
    }
}
