import PluginABI
import PluginKit

/// A plugin that does everything the kit offers, as its tests tell it.
final class Sample: ClaimAuthoriser, LinkAuthoriser, ActionAuthoriser {
    static let manifest = Manifest(
        id: "sample", name: "A \"sample\"", version: "0.1.0", license: "Apache-2.0", homepage: "https://example.org/")
    static let concurrencyMax: UInt32 = 4

    /// How many instances are alive; for the one test that looks.
    let life: Life

    init(config: JSON, call: Call) throws {
        if let text = try config.string("/fail") { throw PluginError(.configuration, text, retryAfterMilliseconds: 7) }
        if try config.bool("/surprise") == true { throw Surprise() }
        life = try config.string("/life") == nil ? Life() : Life.watched()
    }

    struct Surprise: Error {
        let secret = "hunter2"
    }

    func evaluate(_ requirement: JSON, of subject: Subject, call: Call) throws -> Evidence {
        switch try requirement.string("/do") {
        case "holds":
            var evidence = Evidence.holds
            evidence.goodForMilliseconds = 60_000
            evidence.facts = ["account": .string(subject.accountID)]
            return evidence
        case "unknown":
            var evidence = Evidence.unknown("Link your account again.", retryAfterMilliseconds: 5)
            evidence.wantsRelink = true
            return evidence
        case "echo": return .holdsNot("\(subject.accountID)|\(subject.accountName)|\(subject.linkJSON)|\(subject.pseudonym)")
        case "call": return .holdsNot("\(call.unixMilliseconds) \(call.monotonicMilliseconds) \(call.remainingMilliseconds)")
        case "elements":
            let rows = try requirement.elements("/rows")?.map { try $0.string("/name") ?? $0.text } ?? ["none"]
            return .holdsNot(
                rows.joined(separator: "|") + " " + (try requirement.strings("/names") ?? ["-"]).joined(separator: "|")
                    + " \(try requirement.number("/half") ?? 0)")
        case "json": return .holdsNot(try Self.read(requirement))
        case "store": return .holdsNot(try Self.use(call.keyValue))
        case "random": return .holdsNot(String(try call.random(9).count))
        case "keep":
            Kept.call = call
            Kept.store = try call.keyValue
            return .holds
        case "log":
            call.log(.warn, "careful")
            return .holds
        case "fail": throw PluginError(.rateLimited, "slow down", retryAfterMilliseconds: 30_000)
        case "surprise": throw Surprise()
        default: return .holdsNot("no")
        }
    }

    private static func read(_ json: JSON) throws -> String {
        let parts: [String] = [
            try json.string("/text") ?? "-", String(try json.integer("/number") ?? -1), String(try json.bool("/yes") ?? false),
            String(try json.count("/list")), try json.keys("/object").joined(separator: "+"),
            String(describing: try json.kind("/nothing")), String(describing: try json.kind("/null")),
            try json.string("/list/1") ?? "-",
        ]
        return parts.joined(separator: " ")
    }

    private static func use(_ store: KeyValue) throws -> String {
        var seen: [String] = []
        seen.append(String(try store.get("a") == nil))
        seen.append(String(try store.put("a", "1", expecting: .absent)))
        seen.append(String(try store.put("a", "2", expecting: .absent)))
        let version = try store.get("a")?.version ?? 0
        seen.append(String(try store.put("a", "3", expecting: .version(version))))
        seen.append(String(try store.put("a", "4", expecting: .version(version))))
        seen.append(try store.get("a")?.text ?? "-")
        try store.set("b/1", "x", ttlMilliseconds: 5)
        try store.set("b/2", "x")
        seen.append(try store.keys(prefix: "b/").joined(separator: "+"))
        seen.append(try store.keys(prefix: "b/", after: "b/1").joined(separator: "+"))
        seen.append(String(try store.delete("a", expecting: .version(version))))
        seen.append(String(try store.delete("a")))
        seen.append(String(try store.delete("a")))
        return seen.joined(separator: " ")
    }

    func describe(code: String, call: Call) throws -> ClaimOffer {
        code == "good" ? .offered(Claim(room: "!r", accountID: "1", accountName: "one", from: "us")) : .refused
    }

    func reserve(claim: String, code: String, for subject: Subject, call: Call) throws -> ClaimReservation {
        let worth = Claim(room: claim, accountID: subject.pseudonym, expiresAtMilliseconds: 9, usesLeft: 0)
        return code == "good" ? .reserved(worth) : code == "again" ? .held(worth) : .refused
    }

    func commit(claim: String, call: Call) throws { call.log(.info, "commit " + claim) }

    func release(claim: String, call: Call) throws { throw PluginError(.timeout, "too late") }

    func begin(_ start: LinkStart, call: Call) throws -> LinkStep {
        LinkStep(
            .redirect(url: [start.returnURL, start.oauthState, start.pkceChallenge, start.locale].joined(separator: "|")),
            state: Array(start.flowID.utf8), expiresMilliseconds: 900)
    }

    func resume(_ input: LinkInput, call: Call) throws -> LinkStep {
        switch input.event {
        case .returned("form"): LinkStep(.form(schema: ["type": "object"], message: "Fill in"), state: input.state)
        case .returned("wait"): LinkStep(.wait(message: "Wait", pollAfterMilliseconds: 50))
        case .returned(let query): LinkStep(.failed(message: query))
        case .form(let json):
            LinkStep(
                .done(
                    accountID: try json.string("/id") ?? "", accountName: "name", link: ["verifier": .string(input.pkceVerifier)])
            )
        case .poll: LinkStep(.done(accountID: "polled", accountName: "", link: nil))
        }
    }

    func unlink(_ subject: Subject, call: Call) throws { call.log(.info, "unlink " + subject.accountID) }

    static let actions = [
        ExportedAction(nothing) { nothing.enter($0, $1) },
        ExportedAction(both) { both.enter($0, $1, $2, $3, $4) },
        ExportedAction(failing) { failing.enter($0, $1, $2) },
    ]
}

private let nothing = Action("nothing", "Answers nothing", [.readOnly]) { (_: Sample, _: Call) in nil }

private let both = Action(
    "both", "Repeats what it got", [.idempotent], TextArgument("a", "one"), OptionalTextArgument("b", "two"),
    OptionalIntegerArgument("c", "three")
) { (_: Sample, _: Call, a: String, b: String?, c: Int64?) in
    ["a": .string(a), "b": b.map { .string($0) } ?? .null, "c": c.map { .integer($0) } ?? .null]
}

private let failing = Action("failing", "Fails", [.destructive], IntegerArgument("n", "a number")) {
    (_: Sample, _: Call, n: Int64) in throw PluginError(.policy, "not \(n)")
}

let sampleTable: PluginTable = PluginTable(
    Sample.self, create: { sampleTable.create($0, $1, $2) }, extension: { sampleTable.extension($0) })

/// A plugin that can only evaluate.
struct Plain: Authoriser {
    static let manifest = Manifest(id: "plain", name: "Plain", version: "1", license: "MIT")

    init(config: JSON, call: Call) throws {
        try config.allowOnly()
    }

    func evaluate(_ requirement: JSON, of subject: Subject, call: Call) throws -> Evidence { .holds }
}

let plainTable: PluginTable = PluginTable(
    Plain.self, create: { plainTable.create($0, $1, $2) }, extension: { plainTable.extension($0) })

/// Whether a watched instance is alive. One test uses it, so nothing races.
final class Life: Sendable {
    // SAFETY: only the test about the life of instances reads and writes it.
    nonisolated(unsafe) static weak var last: Life?

    static func watched() -> Life {
        let life = Life()
        last = life
        return life
    }
}

/// What the plugin kept although it must not. One test uses it.
enum Kept {
    // SAFETY: only the test about kept calls reads and writes it.
    nonisolated(unsafe) static var call: Call?
    // SAFETY: as above.
    nonisolated(unsafe) static var store: KeyValue?
}
