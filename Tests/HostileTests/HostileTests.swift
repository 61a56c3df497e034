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
        let cases = Self.cases.filter { geteuid() == 0 || !$0.needsRoot }
        if cases.count < Self.cases.count {
            print("hostile plugins: \(Self.cases.count - cases.count) cases are left out, because only root can make their files")
        }
        try HostileCase.prepare(cases)
        let surroundings = try Surroundings()
        // What the first start leaves for good (threads of the runtime, the database's pages) is not theirs.
        let warm = try await Den([], surroundings: surroundings)
        // Asked twice, because the clock that tests wait by is a descriptor.
        let answers = try await warm.whileServing {
            var answers = 0
            return try await comesTrue {
                if await warm.bystanderAnswers() { answers += 1 }
                return answers == 2
            }
        }
        #expect(answers)
        let before = Footprint.now()

        let report = try await Corpus(surroundings: surroundings).run(cases)
        let after = Footprint.now()
        report.printTable()
        print("before: \(before)\nafter:  \(after)")
        Self.judge(report)
        #expect(try surroundings.isUntouched(), "the database or the configuration was touched")
        if Footprint.isAlone {
            #expect(after.children.isEmpty, "processes are left: \(after.children)")
            let left = after.descriptors(beyond: before, butFor: surroundings.directory.path)
            #expect(left.isEmpty, "descriptors are left: \(left)")
            #expect(after.residentKilobytes - before.residentKilobytes < Footprint.driftKilobytesMax, "memory is left")
        } else {
            print("hostile plugins: what they leave behind is not counted, because other suites run in this process")
        }
        try surroundings.close()
    }

    private static func judge(_ report: Corpus.Report) {
        for verdict in report.verdicts {
            for fault in verdict.faults { Issue.record("\(verdict.hostile.id): \(fault)") }
        }
        #expect(report.told.isEmpty, "a secret was told")
        #expect(report.forged.isEmpty, "control characters reached the log")
        #expect(report.left.filter { $0 != "good" }.isEmpty, "workers without files: \(report.left)")
        #expect(report.bystanderFailed == 0, "a well-behaved plugin was disturbed")
        let unnamed = report.verdicts.filter { !$0.isNamed }.map(\.hostile.id)
        print("not named in the log: \(unnamed.count): \(unnamed.joined(separator: ", "))")
        #expect(unnamed.isEmpty, "why it was unknown is written nowhere")
    }
}
