import PluginABI
import PluginKit

/// A plugin for a directory of teams, with every ability that talks to a third party.
struct Directory: BatchAuthoriser, MembersAuthoriser, GroupsAuthoriser, WebhookAuthoriser, WatchAuthoriser, HealthAuthoriser,
    LinkAuthoriser, ActionAuthoriser
{
    static let manifest = Manifest(
        id: "directory", name: "Directory", version: "1.0.0", license: "Apache-2.0",
        permissions: Permissions(
            http: [.fixed("https://api.example.com"), .configured("/url")],
            net: [.fixed("ldap.example.com:389"), .configured("/server", port: 636)], linkHosts: ["example.com"],
            usesSecrets: true, keyValueBytesMax: 1 << 20, receivesWebhooks: true, threadsMax: 4, memoryBytesMax: 1 << 26,
            profile: .threaded),
        configSchema: ["type": "object"], requirementSchema: ["type": "object", "required": ["team"]],
        check: Manifest.Check(config: [:], requirement: ["team": "core"], subject: ["account_id": "1"]))
    static let subjectsMax: UInt32 = 100

    static let oauth = OAuthClient(
        authorizationURL: "https://example.com/authorize", tokenURL: "https://api.example.com/token", clientID: "the client",
        authentication: .basic(secret: "config/client_secret"), scope: "read:team email", issuer: nil)

    init(config: JSON, call: Call) throws {}

    func evaluate(_ requirement: JSON, of subject: Subject, call: Call) throws -> Evidence {
        switch try requirement.string("/do") {
        case "token": return .holdsNot(try Self.oauth.accessToken(of: subject.secretKey, call: call))
        case "net": return .holdsNot(try Self.useNetwork(requirement, call))
        case "secrets": return .holdsNot(try Self.useSecrets(call))
        case "many": return .holdsNot(try Self.askMany(call))
        case "pages":
            let names = try Pages.all(from: "https://api.example.com/teams", pagesMax: 3, call: call) { url in
                let response = try call.http.perform(HTTPRequest(url: url))
                guard response.status == 200 else { throw response.failure("the teams") }
                return Page(try response.json(call: call).strings("") ?? [], next: try LinkHeader.next(in: response, at: url))
            }
            return .holdsNot(names.joined(separator: " "))
        default: break
        }
        let team = try requirement.string("/team") ?? ""
        var request = HTTPRequest(
            url: "https://api.example.com/teams/\(team)/members/\(subject.accountID)", headers: [HTTPHeader("x-test", "1")],
            credential: .bearer(secret: subject.secretKey.isEmpty ? "config/token" : subject.secretKey))
        request.isCached = true
        request.followsRedirects = false
        let response = try call.http.perform(request)
        switch response.status {
        case 204: return .holds
        case 404: return .holdsNot("You are not in the team.")
        default: throw response.failure("the membership")
        }
    }

    func evaluate(_ requirement: JSON, of subjects: [Subject], call: Call) throws -> [Evidence] {
        if try requirement.bool("/short") == true { return [] }
        return subjects.map { subject in
            switch subject.accountID {
            case "in": .holds
            case "out": .holdsNot("no")
            default: .unknown("who is \(subject.accountID)?")
            }
        }
    }

    func members(of requirement: JSON, cursor: String, etag: String, call: Call) throws -> MembersPage {
        if etag == "same" { return .notModified(etag: etag, isAuthoritative: true) }
        switch cursor {
        case "":
            var page = MembersPage(
                [Member(accountID: "1", accountName: "Ann", facts: ["role": "owner"])], next: "2", isAuthoritative: true)
            page.totalHint = 2
            return page
        case "2":
            if try requirement.bool("/endless") == true { return MembersPage([], next: "2", isAuthoritative: true) }
            var page = MembersPage([Member(accountID: "2")], etag: "e2", isAuthoritative: true)
            page.goodForMilliseconds = 60_000
            return page
        default: throw PluginError(.invalid, "cursor")
        }
    }

    func groups(in parent: String, matching query: String, cursor: String, call: Call) throws -> GroupsPage {
        GroupsPage(
            [
                Group(
                    id: "7", name: "\(parent)/\(query)/\(cursor)", kind: "team", requirement: ["team": "7"], description: "d",
                    iconURL: "https://example.com/7.png", hasChildren: true, memberHint: 3),
                Group(id: "8", name: "folder", kind: "folder", requirement: nil),
            ], next: "n")
    }

    func handle(_ request: WebhookRequest, call: Call) throws -> WebhookAnswer {
        let signature = request.header("x-signature") ?? ""
        guard try call.secrets.hmacMatches("config/webhook", .sha256, data: request.body, hex: signature) else {
            throw PluginError(.policy, "the signature is wrong")
        }
        let id = try request.json(call: call).string("/account") ?? ""
        let events = [
            Event(.account(id: id), atMilliseconds: 5, deliveryID: "d1"), Event(.group(id: "g")), Event(.revoked(accountID: id)),
            Event(.all),
        ]
        return WebhookAnswer(
            events,
            reply: request.query == "reply" ? WebhookReply(status: 202, body: Array("thanks".utf8)) : nil)
    }

    func watch(call: Call, report: (Event) throws -> Void) throws {
        var number = 0
        while call.remainingMilliseconds > 0 {
            number += 1
            if number.isMultiple(of: 2) { try report(Event(.account(id: String(number)))) }
        }
    }

    func checkHealth(call: Call) throws {
        let response = try call.http.perform(HTTPRequest(.head, url: "https://api.example.com/"))
        guard response.isSuccess else { throw response.failure("the directory") }
    }

    func begin(_ start: LinkStart, call: Call) throws -> LinkStep {
        Self.oauth.authorization(start, extra: [("prompt", "consent & more")])
    }

    func resume(_ input: LinkInput, call: Call) throws -> LinkStep {
        switch try Self.oauth.exchange(input, call: call) {
        case .denied(let message): LinkStep(.failed(message: message))
        case .tokens(let tokens):
            LinkStep(.done(accountID: "42", accountName: "Ann", link: ["scope": .string(tokens.scope)], secret: tokens.secret))
        }
    }

    static let actions = [
        ExportedAction(everything) { everything.enter($0, $1, $2, $3, $4) },
        ExportedAction(values) { values.enter($0, $1, $2, $3) },
        ExportedAction(absent) { absent.enter($0, $1, $2, $3) },
    ]

    private static func useNetwork(_ requirement: JSON, _ call: Call) throws -> String {
        let descriptor = try call.network.connect(
            host: try requirement.string("/host") ?? "", port: UInt16(try requirement.integer("/port") ?? 0))
        return String(descriptor)
    }

    private static func useSecrets(_ call: Call) throws -> String {
        let secrets = try call.secrets
        var seen = [try secrets.text("own") ?? "-"]
        try secrets.put("own", Array("x".utf8))
        seen.append(try secrets.text("own") ?? "-")
        try secrets.delete("own")
        try secrets.delete("own")
        seen.append(try secrets.text("own") ?? "-")
        do {
            try secrets.put("config/token", [1])
        } catch let error as PluginError {
            seen.append("\(error.kind)")
        }
        return seen.joined(separator: " ")
    }

    private static func askMany(_ call: Call) throws -> String {
        let urls = ["https://api.example.com/a", "https://elsewhere.example.com/", "https://api.example.com/b"]
        let results = try call.http.performMany(urls.map { HTTPRequest(url: $0) })
        return results.map { result in
            switch result {
            case .success(let response): "\(response.status)\(response.text)"
            case .failure(let error): "\(error.kind)"
            }
        }.joined(separator: " ")
    }
}

private let everything = Action(
    "everything", "Repeats", [], TextArgument("s", "s"), BytesArgument("y", "y"), JSONArgument("j", "j")
) { (_: Directory, _: Call, s: String, y: [UInt8], j: JSON) in
    ["s": .string(s), "y": .integer(Int64(y.count)), "j": .string(try j.string("/a") ?? "-")]
}

private let values = Action("values", "Repeats", [], NumberArgument("d", "d"), TruthArgument("b", "b")) {
    (_: Directory, _: Call, d: Double, b: Bool) in [.string(String(d)), .bool(b)]
}

private let absent = Action(
    "absent", "Repeats", [], OptionalNumberArgument("d", "d"), OptionalTruthArgument("b", "b")
) { (_: Directory, _: Call, d: Double?, b: Bool?) in
    [d.map { .string(String($0)) } ?? .null, b.map { .bool($0) } ?? .null]
}

let directoryTable: PluginTable = PluginTable(
    Directory.self, create: { directoryTable.create($0, $1, $2) }, extension: { directoryTable.extension($0) })
