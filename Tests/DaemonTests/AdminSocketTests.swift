import FoundationEssentials
import Testing
import UsherDomain

@testable import usher

@Suite("The way from a command to the daemon")
struct AdminSocketTests {
    @Test("An answer is what its head says")
    func whole() throws {
        let text = "HTTP/1.1 409 Conflict\r\nContent-Type: application/json\r\ncontent-length: 2\r\n\r\n{}"
        let answer = try AdminSocket.parsed(Data(text.utf8), "s")
        #expect(answer.status == 409 && answer.body == Data("{}".utf8))
        #expect(try AdminSocket.parsed(Data("HTTP/1.1 204 No Content\r\n\r\n".utf8), "s").status == 204)
    }

    @Test(
        "What is cut off, or no answer, is not taken for one",
        arguments: [
            "", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n{}", "SSH-2.0-x\r\n\r\n",
            "HTTP/1.1 x\r\n\r\n", "HTTP/1.1 200 OK\r\n\r\n{}",
        ])
    func damaged(_ text: String) {
        let failure = #expect(throws: CommandFailure.self) { try AdminSocket.parsed(Data(text.utf8), "/data/usher.sock") }
        #expect(failure?.description.contains("/data/usher.sock") == true)
    }

    @Test("Where nobody listens, there is no daemon", arguments: ["/nowhere/usher.sock", String(repeating: "/long", count: 40)])
    func nobody(_ path: String) throws {
        #expect(try AdminSocket(path: path).ask("GET", "/v1/plugins") == nil)
        #expect(try ServingDaemon(AdminSocket(path: path)) == nil)
    }

    @Test("A file is shown with how it fares, why, since when, and what a person can do")
    func lines() throws {
        let digest = try #require(PluginDigest(String(repeating: "ab", count: 32)))
        let state = PluginState(
            file: "gate.so", digest: digest, pluginID: "gate", name: "Gate", version: "1.2.0",
            permissions: ["use up to 4 threads"],
            standing: .quarantined("it crashed"),
            lastChange: PluginChange(.rolledBack, digest, at: Instant(unixMilliseconds: 0), reason: "signal 11"))
        #expect(
            PluginLines(state: state).text == """
                gate.so\tin quarantine
                    sha256      \(digest)
                    plugin      gate 1.2.0 (Gate)
                    asks for    use up to 4 threads
                    because     it crashed
                    last change 1970-01-01T00:00:00Z abababababab was taken back: signal 11
                    to retry    usher plugins lift abababababab
                """)
    }
}
