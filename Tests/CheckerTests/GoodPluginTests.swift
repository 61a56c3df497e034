import Foundation
import Testing

@Suite("The checker and good plugins")
struct GoodPluginTests {
    private static let sources: [String] = {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: Places.good)) ?? []
        return names.filter { $0.hasSuffix(".c") }.sorted()
    }()

    @Test("a plugin without a mistake has no finding", arguments: Self.sources)
    func none(_ source: String) throws {
        let (code, report) = try Checker.check(try Compiler.shared.library("\(Places.good)/\(source)"))
        #expect(code == 0 && report.ok && report.findings.isEmpty, "\(report.findings)")
    }

    @Test(
        "what a good plugin offers is really tried",
        arguments: [
            ("batches", "calls.batch"), ("lists_members", "listing.pages"), ("watches", "watch.stops"),
            ("watches_slowly", "watch.stops"), ("claims", "claim.protocol"), ("links", "link.steps"),
            ("webhook_signed", "webhook.signature"), ("webhook_token", "webhook.signature"),
            ("webhook_verifies", "webhook.signature"), ("acts", "actions.declared"), ("acts", "actions.called"),
            ("acts", "calls.answer"), ("asks_configured", "evaluate.answer"), ("asks_wherever_told", "evaluate.answer"),
        ])
    func tried(_ source: String, _ test: String) throws {
        let file = try Compiler.shared.library("\(Places.good)/\(source).c")
        let (code, report) = try Checker.check(file, ["--only", test])
        #expect(code == 0 && report.test(test)?.state == "pass" && report.test(test)?.notes == [])
    }

    @Test("the answers of a third party that stand in the manifest are given, and need no note")
    func script() throws {
        let file = try Compiler.shared.library("\(Places.good)/asks_by_script.c")
        let (code, report) = try Checker.check(file, ["--only", "evaluate."])
        #expect(code == 0 && report.test("evaluate.answer")?.state == "pass")
        #expect(report.tests.flatMap(\.notes).isEmpty)
    }

    @Test(
        "a plugin that was compiled for the next version of the interface passes with a note, and no finding",
        arguments: ["batches", "acts", "lists_members"])
    func nextMinor(_ source: String) throws {
        let file = try Compiler.shared.nextMinorLibrary("\(Places.good)/\(source).c")
        let (code, report) = try Checker.check(file)
        #expect(code == 0 && report.findings.isEmpty, "\(report.findings)")
        #expect(report.test("load.table")?.notes.contains { $0.contains("ABI 1.1") } == true)
    }

    @Test("the example in C passes without a finding, and needs no option")
    func allowlist() throws {
        try passes(try Compiler.shared.library("\(Places.repository.path)/Plugins/Examples/c-allowlist/allowlist.c"))
    }

    @Test("the example in Rust passes without a finding, and needs no option")
    func weekday() throws {
        try passes(try Compiler.shared.rustLibrary("\(Places.repository.path)/Plugins/Examples/rust-weekday/weekday.rs"))
    }

    private func passes(_ file: String) throws {
        let (code, report) = try Checker.check(file)
        #expect(code == 0 && report.ok)
        #expect(report.findings.isEmpty, "\(report.findings)")
        #expect(report.test("evaluate.answer")?.state == "pass")
        #expect(report.tests.flatMap(\.notes).isEmpty)
    }

    /// A debug build finds the Swift runtime by its path; a release build has it inside.
    @Test(
        "a plugin in Swift passes with nothing but the warning that a debug build needs the toolchain",
        arguments: ["libusher-invite-token.so", "libusher-roster.so"])
    func inSwift(_ file: String) throws {
        let (code, report) = try Checker.check(Places.built.appending(path: file).path)
        #expect(code == 0 && report.ok)
        #expect(report.findings.allSatisfy { $0.rule == "file" && $0.severity == "warning" }, "\(report.findings)")
        #expect(report.test("evaluate.answer")?.state == "pass")
    }
}
