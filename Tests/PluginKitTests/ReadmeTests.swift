import Glibc
import PluginABI
import PluginKit
import PluginTestHost
import Testing

@Test("whoever is in the team is let in, and a failure of the directory is not a no")
func team() throws {
    let host = TestHost()
    host.secrets.values["config/token"] = Array("t0ken".utf8)
    host.http.answer("GET", "https://api.example.com/teams/core/members/7", with: .init(204), .init(404), .init(500))
    let instance = try TestInstance(of: directoryTable.pointer, config: "{}", host: host)
    let person = TestSubject(accountID: "7")

    let yes = instance.evaluate(#"{"team":"core"}"#, of: person)
    guard case .evidence(let evidence)? = yes.items.first else {
        Issue.record("no evidence: \(yes)")
        return
    }
    #expect(evidence.finding == USHER_HOLDS)
    #expect(instance.evaluate(#"{"team":"core"}"#, of: person).status == USHER_OK)
    #expect(instance.evaluate(#"{"team":"core"}"#, of: person).status == USHER_E_UPSTREAM)

    #expect(host.http.requests.first?.header("authorization") == "Bearer t0ken")
    #expect(host.violations.isEmpty)
}

@Test("the example of the test host's page is the test above")
func readme() throws {
    let own = try contents(of: #filePath)
    let root = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3).joined(separator: "/")
    let page = try contents(of: root + "/Plugins/PluginTestHost/README.md")
    let start = try #require(own.firstRange(of: "@Test(")?.lowerBound)
    let end = try #require(own.firstRange(of: "\n}\n")?.upperBound)
    #expect(page.contains(own[start..<end]))
}

private func contents(of path: String) throws -> String {
    let stream = try #require(fopen(path, "r"))
    defer { fclose(stream) }
    var bytes = [UInt8](repeating: 0, count: 1 << 16)
    let count = fread(&bytes, 1, bytes.count, stream)
    return String(decoding: bytes[..<count], as: UTF8.self)
}
