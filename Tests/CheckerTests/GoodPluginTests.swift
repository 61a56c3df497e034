import Foundation
import Testing

@Suite("The checker and good plugins")
struct GoodPluginTests {
    @Test("the example in C passes without a finding, and needs no option")
    func allowlist() throws {
        let file = try Compiler.shared.library("\(Places.repository.path)/Plugins/Examples/c-allowlist/allowlist.c")
        let (code, report) = try Checker.check(file)
        #expect(code == 0 && report.ok)
        #expect(report.findings.isEmpty, "\(report.findings)")
        #expect(report.test("evaluate.answer")?.state == "pass")
    }

    @Test("the invite-token plugin passes with nothing but the warning that a debug build needs the toolchain")
    func inviteToken() throws {
        let file = Places.built.appending(path: "libusher-invite-token.so").path
        let (code, report) = try Checker.check(file, ["--requirement", #"{"room":"!a:example.org"}"#, "--seed", "4"])
        #expect(code == 0 && report.ok)
        #expect(report.findings.allSatisfy { $0.rule == "file" && $0.severity == "warning" }, "\(report.findings)")
        #expect(report.test("evaluate.answer")?.state == "pass")
    }
}
