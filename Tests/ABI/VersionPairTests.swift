import PluginABI
import PluginTestHost
import Testing

/// Every plugin of an older version at a newer host, and the reverse (plugin-side and host-side R1).
@Suite("Plugins and hosts of different versions")
struct VersionPairTests {
    /// A header to compile with: a released one, today's, or the simulated next one.
    enum Header: Hashable, CustomStringConvertible {
        case released(String)
        case current
        case next

        var description: String {
            switch self {
            case .released(let version): version
            case .current: "current"
            case .next: "next"
            }
        }

        /// All there are.
        static func all() throws -> [Header] {
            let listed = try Compiler.run("cd '\(Repository.root)/PluginABI/history' && ls -d */ 2>/dev/null || true").output
            return listed.split(separator: "\n").map { .released(String($0.dropLast())) } + [.current, .next]
        }

        /// Builds a plugin of the repository with this header and loads it.
        func build(_ file: String, _ body: (UnsafePointer<usher_plugin>) throws -> Void) throws {
            try Scratch.with { folder in
                let include: String
                switch self {
                case .released(let version): include = Repository.root + "/PluginABI/history/" + version
                case .current: include = Repository.include
                case .next:
                    _ = try NextMinor.header(in: folder)
                    include = folder.path
                }
                // What a later version appended is zero in an initialiser that does not name it.
                try LoadedPlugin.with(
                    Repository.read(file), "gcc", include: include, options: "-Wno-missing-field-initializers", body)
            }
        }
    }

    @Test("behave alike, whatever was asked", arguments: ["Tests/ABI/pairs.c", "Plugins/Examples/c-allowlist/allowlist.c"])
    func pairs(file: String) throws {
        var seen: [String: [String]] = [:]
        for header in try Header.all() {
            try header.build(file) { plugin in
                for version in HostVersion.allCases { seen["\(header) at \(version)"] = try transcript(of: plugin, at: version) }
            }
        }
        let expected = try #require(seen["current at current"])
        #expect(seen.count >= 4 && expected.count > 5)
        for (pair, lines) in seen { #expect(lines == expected, "\(pair)") }
    }

    @Test("see what the later version appended only where both know it")
    func grown() throws {
        for header in try Header.all() {
            try header.build("Tests/ABI/pairs.c") { plugin in
                for version in HostVersion.allCases {
                    let host = TestHost(version: version)
                    let instance = try TestInstance(of: plugin, host: host)
                    let outcome = instance.evaluate(#"{"do":"grown"}"#, pseudonym: "p")
                    guard case .evidence(let evidence)? = outcome.items.first else {
                        Issue.record("no evidence: \(outcome)")
                        continue
                    }
                    let bothKnow = header == .next && version == .next
                    #expect(evidence.reason == (bothKnow ? "grown" : "not grown"), "\(header) at \(version)")
                }
            }
        }
    }

    @Test("are told apart by their numbers alone")
    func numbers() throws {
        try Header.next.build("Tests/ABI/pairs.c") { plugin in
            #expect(plugin.pointee.abi_minor == USHER_ABI_MINOR + 1 && plugin.pointee.min_host_minor == 0)
            #expect(plugin.pointee.size == UInt32(MemoryLayout<usher_plugin>.size + HostVersion.grownBytes))
        }
        let host = TestHost(version: .next)
        #expect(host.pointer.pointee.abi_minor == USHER_ABI_MINOR + 1)
        #expect(host.pointer.pointee.size == UInt32(MemoryLayout<usher_host>.size + HostVersion.grownBytes))
    }

    /// Everything that a plugin says when it is asked everything.
    private func transcript(of plugin: UnsafePointer<usher_plugin>, at version: HostVersion) throws -> [String] {
        let host = TestHost(version: version, seed: 1)
        host.secrets.values["config/token"] = Array("t".utf8)
        var answer = ScriptedHTTP.Answer(203, headers: [.init("X-A", "b")], body: Array("body".utf8))
        answer.takesMilliseconds = 3
        host.http.answer("GET", "https://api.example.com/x", with: answer)
        let table = plugin.pointee
        var lines = ["load \(table.load?(host.pointer) ?? 0)"]
        for config in [#"{"fail":"yes"}"#, #"{"accounts":7}"#] {
            do {
                _ = try TestInstance(of: plugin, config: config, host: host)
                lines.append("made")
            } catch let refused as TestInstance.Refused {
                lines.append("\(refused.outcome)")
            }
        }
        let instance = try TestInstance(of: plugin, config: #"{"accounts":["7","8"]}"#, host: host)
        let subject = TestSubject(accountID: "7", accountName: "Ann", linkJSON: #"{"a":1}"#, secretKey: "s")
        for what in ["", "services", "fail"] { lines.append("\(instance.evaluate(#"{"do":"\#(what)"}"#, of: subject))") }
        let body = Array("body".utf8)
        let signature = MemorySecrets.hmac(.sha256, of: body, under: Array("t".utf8))
        if plugin.pointee.extension != nil {
            lines += [
                "\(instance.evaluate("{}", of: [subject, TestSubject(accountID: "8")]))",
                "\(try instance.allMembers(of: "{}", etag: "e"))", "\(instance.groups(in: "p", matching: "q"))",
                "\(instance.webhook(headers: [("x-signature", signature)], query: "9", body: body))",
                "\(instance.webhook(headers: [("x-signature", "00")], query: "9", body: body))",
                "\(instance.begin())", "\(instance.resume(.returned(query: "q"), state: [1]))",
                "\(instance.describe("code"))", "\(instance.reserve("c", "code", pseudonym: "p"))",
                "\(instance.commit("c"))", "\(instance.release("c"))", "\(instance.act("greet", "a\"b"))",
                "\(instance.unlink(subject))", "\(instance.health())",
            ]
        }
        return lines + host.log + ["\(host.http.requests)", "\(host.violations)"]
    }
}
