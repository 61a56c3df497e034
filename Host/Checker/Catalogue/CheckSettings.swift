internal import UsherSchema
internal import UsherWire

/// What a plugin needs to be asked something sensible: the options of the command line, else `check` of the manifest, else
/// something plain.
struct CheckSettings: Sendable {
    /// What `check` may hold.
    static let keys = ["config", "requirement", "subject", "secrets", "http", "webhook", "code"]

    var config = "{}"
    var requirement = "{}"
    var subject = Subject()
    var secrets: [String: [UInt8]] = [:]
    var answers: [ScriptedAnswer] = []
    /// A claim code that is good.
    var code: String?
    var webhook: ScriptedWebhook?
    /// What the manifest asks for, by key, unless it asks for nothing: false, 0 or an empty list.
    var permissions: Set<String> = []
    /// Where it wants to go.
    var reach = Reach()
    /// What an instance may store in usher.kv, in bytes.
    var storedBytesMax = 16 << 20
    /// Whether it asks for the profile of threads, in which /proc can be read.
    var isThreaded = false

    init() {}

    init(_ options: Options, _ manifest: [UInt8]) {
        manifest.withUnsafeBytes { bytes in
            guard let manifest = JSONText(bytes)?.value else { return }
            manifest.child("permissions")?.forEachMember { name, value in
                if let name = name?.words, !["false", "0", "[]"].contains(value.written) { permissions.insert(name) }
            }
            if let permissions = manifest.child("permissions") {
                reach = Reach(permissions)
                storedBytesMax = permissions.child("kv_bytes").flatMap { Int($0.written) } ?? storedBytesMax
                isThreaded = permissions.child("profile")?.words == "threaded"
            }
            guard let check = manifest.child("check") else { return }
            if let value = check.child("config") { config = value.written }
            if let value = check.child("requirement") { requirement = value.written }
            if let value = check.child("subject") { read(subject: value) }
            check.child("secrets")?.forEachMember { name, value in
                if let name = name?.words, let secret = value.string { secrets[name] = secret }
            }
            check.child("http")?.forEachMember { _, value in
                if let answer = ScriptedAnswer(value) { answers.append(answer) }
            }
            code = check.child("code")?.words
            webhook = check.child("webhook").map(ScriptedWebhook.init)
        }
        config = options.config ?? config
        takeSecretsOut(manifest)
        requirement = options.requirement ?? requirement
        subject.accountID = options.account ?? subject.accountID
    }

    /// As the host does: what the schema marks as secret is not in the configuration, but among the secrets.
    private mutating func takeSecretsOut(_ manifest: [UInt8]) {
        let text = manifest.withUnsafeBytes { JSONText($0)?.value.child("config_schema")?.written }
        guard let text else { return }
        do throws(SchemaFault) {
            let split = SplitConfig(json: config, secrets: [:], by: try Schema(json: text, for: .configuration))
            config = split.json
            for (name, secret) in split.secrets { secrets[SchemaCheck.configPrefix + name] = secret }
        } catch {
            // The test of the manifest says so.
        }
    }

    private mutating func read(subject value: JSONValue) {
        subject.accountID = value.child("account_id")?.words ?? subject.accountID
        subject.accountName = value.child("account_name")?.words ?? subject.accountName
        if let link = value.child("link") { subject.linkJSON = link.written }
        if let secret = value.child("secret")?.string {
            subject.secretKey = "account/checked"
            secrets[subject.secretKey] = secret
        }
    }
}

/// A request of the third party that the author wrote down, whose signature is good.
struct ScriptedWebhook: Sendable {
    var headers: [(String, String)] = []
    var query = ""
    var body: [UInt8] = []

    init() {}

    init(_ value: JSONValue) {
        query = value.child("query")?.words ?? ""
        if let body = value.child("body") { self.body = body.string ?? Array(body.text) }
        value.child("headers")?.forEachMember { name, value in
            if let name = name?.words, let text = value.words { headers.append((name.lowercased(), text)) }
        }
    }
}

extension ScriptedAnswer {
    /// `nil` without a url.
    init?(_ value: JSONValue) {
        guard let url = value.child("url")?.words else { return nil }
        let body = value.child("body").map { $0.string ?? Array($0.text) } ?? []
        var headers: [(String, String)] = []
        value.child("headers")?.forEachMember { name, value in
            if let name = name?.words, let text = value.words { headers.append((name.lowercased(), text)) }
        }
        let status = value.child("status").flatMap { UInt32($0.written) } ?? 200
        self.init(
            method: value.child("method")?.words ?? "GET", url: url,
            answer: HTTPAnswer(status: status, headers: headers, body: body))
    }
}

extension JSONValue {
    /// A member of an object by its name.
    func child(_ name: String) -> JSONValue? { child(Array(name.utf8)) }

    /// The text of a string; `nil` for anything else.
    var words: String? { string.map { String(decoding: $0, as: UTF8.self) } }

    /// As it is written in the document.
    var written: String { String(decoding: text, as: UTF8.self) }
}
