import Testing
import UsherDomain
import UsherMatrix
import UsherPlugins

@testable import usher

@Suite("The configuration file")
struct ConfigurationTests {
    static let good = """
        public_url: https://usher.example.org
        listen: 127.0.0.1:9000
        data_directory: data
        plugin_directory: /usr/lib/usher/plugins
        web_directory: web/dist
        bot:
          homeserver_url: https://matrix.example.org/
          user_id: "@usher:example.org"
          access_token_file: bot.token
        identity:
          extra_ca_file: ca.pem
          default_server: example.org
          servers:
            - name: "127.0.0.1:8448"
              client_url: http://127.0.0.1:8008
              private_address: true
        instances:
          - id: invites
            plugin: invite-token
            config: {from: "The team", numbers: [1, 2.5, true, null], text: "12"}
        rooms:
          - id: "!abc:example.org"
            admit: [invites]
        """

    static func parse(_ text: String) throws(ConfigFailure) -> Configuration {
        try Configuration.parse(text, path: "/etc/usher/usher.yaml", problems: .init(file: "usher.yaml"))
    }

    /// The problems of `good` after `old` became `new` in it.
    static func problems(replacing old: String, with new: String) throws -> [String] {
        try #require(good.contains(old), "the sample has no \(old)")
        var text = good
        let range = try #require(text.firstRange(of: old))
        text.replaceSubrange(range, with: new)
        do {
            _ = try parse(text)
            return []
        } catch {
            return error.problems.map(\.description)
        }
    }

    @Test("a right one is read, with paths relative to its folder")
    func right() throws {
        let configuration = try Self.parse(Self.good)
        #expect(configuration.publicURL.origin == "https://usher.example.org")
        #expect(configuration.listen.port == 9000)
        #expect(configuration.dataDirectory == "/etc/usher/data")
        #expect(configuration.pluginDirectory == "/usr/lib/usher/plugins")
        #expect(configuration.bot.homeserverURL.text == "https://matrix.example.org")
        #expect(configuration.bot.accessTokenFile == "/etc/usher/bot.token")
        #expect(configuration.identity.servers.first?.allowsPrivateAddress == true)
        let room = try #require(RoomID("!abc:example.org"))
        let invites = try #require(InstanceID("invites"))
        #expect(configuration.admissions.admits(invites, to: room))
    }

    @Test("the files of an instance's secrets are named in it, the secrets are not")
    func secrets() throws {
        let text = Self.good.replacing(
            "plugin: invite-token", with: "plugin: invite-token\n    secrets: {token: a.token, key: /b}")
        #expect(try Self.parse(text).instances[0].secretFiles == ["token": "/etc/usher/a.token", "key": "/b"])
        for wrong in ["{To ken: a}", "{token: \"\"}", "[a]", "{token: [a]}"] {
            let added = "plugin: invite-token\n    secrets: \(wrong)"
            let problems = try Self.problems(replacing: "plugin: invite-token", with: added)
            #expect(problems.count == 1 && problems[0].contains("secrets"), "\(problems)")
        }
    }

    @Test("the sandbox is required unless the file says otherwise")
    func sandbox() throws {
        #expect(try Self.parse(Self.good).sandbox == .required)
        let relaxed = try Self.parse(Self.good.replacing("bot:\n", with: "sandbox: best-effort\nbot:\n"))
        #expect(relaxed.sandbox == .bestEffort)
        #expect(try Self.problems(replacing: "bot:\n", with: "sandbox: off\nbot:\n").count == 1)
    }

    @Test("a plugin's part of it reaches the plugin as JSON of the same types")
    func pluginConfig() throws {
        let json = try Self.parse(Self.good).instances.first?.configJSON
        #expect(json == #"{"from":"The team","numbers":[1,2.5,true,null],"text":"12"}"#)
    }

    @Test(
        "an unknown key names the file, the line and the nearest right key",
        arguments: [
            ("listen:", "listn:", "usher.yaml:2:1: unknown key \"listn\"; did you mean \"listen\"?"),
            ("  user_id:", "  userid:", "usher.yaml:8:3: unknown key \"userid\" in bot; did you mean \"user_id\"?"),
            (
                "private_address:", "privat_address:",
                "usher.yaml:16:7: unknown key \"privat_address\" in identity.servers[0]; did you mean \"private_address\"?"
            ),
        ])
    func unknownKey(old: String, new: String, expected: String) throws {
        #expect(try Self.problems(replacing: old, with: new).contains(expected))
    }

    @Test(
        "a wrong value names the line and what was expected",
        arguments: [
            (
                "private_address: true", "private_address: maybe",
                "16:24: identity.servers[0].private_address must be true or false"
            ),
            ("plugin: invite-token", "plugin: 12", "19:13: instances[0].plugin must be a text; put it in quotes"),
            ("https://usher.example.org", "http://usher.example.org", "1:13: public_url must be an https address"),
            ("https://usher.example.org", "https://usher.example.org/path", "1:13: public_url must be"),
            ("127.0.0.1:9000", "9000", "2:9: listen must be"),
            ("127.0.0.1:9000", "nowhere at all:9000", "2:9: listen must be"),
            ("\"@usher:example.org\"", "usher", "8:12: bot.user_id must be a Matrix ID"),
            ("\"!abc:example.org\"", "\"#abc:example.org\"", "rooms[0].id must be a room ID"),
            ("admit: [invites]", "admit: [invite]", "names \"invite\", which is no instance; did you mean \"invites\"?"),
            ("admit: [invites]", "admit: [[invites]]", "rooms[0].admit must hold texts only"),
            ("admit: [invites]", "admit: invites", "rooms[0].admit must be a list"),
            ("default_server: example.org", "default_server: https://example.org", "identity.default_server must be the name"),
        ])
    func wrongValue(old: String, new: String, expected: String) throws {
        let problems = try Self.problems(replacing: old, with: new)
        #expect(problems.contains { $0.contains(expected) }, "\(problems)")
    }

    @Test("everything that is wrong is reported at once, in the order of the lines")
    func all() throws {
        do {
            _ = try Self.parse("listn: 1\ninstances: 3\nbot: {user_id: x}\n")
            Issue.record("a wrong file was accepted")
        } catch {
            let text = error.description
            for expected in [
                "public_url is missing", "data_directory is missing", "bot.homeserver_url is missing", "listn", "instances",
            ] {
                #expect(text.contains(expected), "\(text)")
            }
            let lines = error.problems.compactMap { $0.place?.line }
            #expect(lines == lines.sorted())
        }
    }

    @Test("a repeated key, a repeated instance and a repeated room are refused")
    func repeated() throws {
        #expect(try Self.problems(replacing: "listen:", with: "public_url:").contains { $0.contains("given twice") })
        let twice = "  - id: invites\n    plugin: other\n"
        #expect(try Self.problems(replacing: "rooms:", with: twice + "rooms:").contains { $0.contains("used twice") })
    }

    @Test("text that is no YAML names the line", arguments: ["a: [1", "a: b: c", "\tx: 1"])
    func syntax(text: String) throws {
        do {
            _ = try Self.parse(text)
            Issue.record("accepted \(text)")
        } catch {
            #expect(error.description.contains("usher.yaml:"))
            #expect(error.description.contains("not valid YAML"))
        }
    }

    @Test("an empty file says so", arguments: ["", "# only a comment\n"])
    func empty(text: String) throws {
        #expect { _ = try Self.parse(text) } throws: { "\($0)".contains("empty") || "\($0)".contains("must be a list") }
    }

    @Test("The loop is set as the file says, and as the standard where it says nothing")
    func loop() throws {
        #expect(try Self.parse(Self.good).loop.sweepMilliseconds == 600_000)
        let text =
            Self.good + """

                loop:
                  sweep: 5m
                  dead_man: 2d
                  brakes:
                    instance: {people: 3, percent: 10}
                """
        let loop = try Self.parse(text).loop
        #expect(loop.sweepMilliseconds == 300_000 && loop.deadManMilliseconds == 2 * 86_400_000)
        #expect(loop.instanceBrakes == BrakeLimits(people: 3, percent: 10) && loop.overallBrakes == .standard)
    }

    @Test(
        "What is wrong with the loop is said with its line",
        arguments: [
            ("loop: {sweep: 5}", "loop.sweep must be a text"), ("loop: {sweep: 1s}", "loop.sweep must be a length of time"),
            ("loop: {dead_man: 31d}", "loop.dead_man must be a length of time"),
            ("loop: {sweep: 1h, dead_man: 90m}", "at least twice as long"), ("loop: {swep: 5m}", "did you mean \"sweep\"?"),
            ("loop: {brakes: {instance: {people: 5}}}", "loop.brakes.instance.percent is missing"),
            ("loop: {brakes: {overall: {people: 5, percent: 101}}}", "loop.brakes.overall.percent must be a whole number"),
            ("loop: {brakes: {overall: {people: x, percent: 1}}}", "loop.brakes.overall.people must be a whole number"),
        ])
    func wrongLoop(line: String, problem: String) throws {
        let number = Self.good.split(separator: "\n", omittingEmptySubsequences: false).count + 1
        let failure = #expect(throws: ConfigFailure.self) { try Self.parse(Self.good + "\n" + line) }
        let texts = failure?.problems.map(\.description) ?? []
        #expect(texts.contains { $0.contains(problem) && $0.hasPrefix("usher.yaml:\(number):") }, "\(texts)")
    }
}
