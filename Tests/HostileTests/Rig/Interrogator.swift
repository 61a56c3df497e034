import UsherDomain
import UsherPlugins

/// Asks a plugin through the host, and says what was heard in one vocabulary.
struct Interrogator {
    let host: PluginAuthorisers
    let instance: InstanceID
    let requirement: String

    private static let people = ["alice", "bob", "carol"].map {
        Subject(accountID: $0, pseudonym: String(repeating: "a", count: 64))
    }

    func ask(_ question: Question) async -> [Heard] {
        let claim = RedemptionID(randomBytes: Array(repeating: 7, count: 16))
        switch question {
        case .silence:
            return []
        case .evaluate(let own):
            return await evaluate(Array(Self.people.prefix(1)), own.isEmpty ? requirement : own)
        case .evaluateMany:
            return await evaluate(Self.people, requirement)
        case .describe(let code):
            return [heard(await host.describe(code: code, at: instance)) { "\($0)" }]
        case .reserve(let code):
            return [heard(await host.reserve(code: code, as: claim, for: Self.people[0], at: instance)) { "\($0)" }]
        case .commit:
            return [heard(await host.commit(claim, at: instance)) { "" }]
        case .action(let name, let arguments):
            return [heard(await host.run(action: name, arguments: arguments, at: instance)) { $0 }]
        case .batch:
            let offered = await host.instances().first { $0.id == instance }?.plugin?.extensions ?? []
            return offered.contains("usher.batch/1") ? await evaluate(Self.people, requirement) : [.notAsked]
        case .members: return [await members(after: nil).heard]
        case .allMembers: return await allMembers()
        case .groups:
            return [heard(await host.groups(parentID: "", query: "", cursor: nil, at: instance)) { "\($0.groups.count) groups" }]
        case .beginLink, .resumeLink: return [await link(question)]
        case .health: return [heard(await host.health(of: instance)) { "well" }]
        case .webhook:
            let request = WebhookRequest(
                query: "", headers: [("content-type", "application/json")], body: Array("{}".utf8),
                receivedAt: Instant(unixMilliseconds: 1))
            return [heard(await host.webhook(request, at: instance)) { "\($0.status), \($0.events.count) events" }]
        }
    }

    private func members(after cursor: [UInt8]?) async -> (heard: Heard, next: [UInt8]?) {
        let answer = await host.members(requirementJSON: "{}", cursor: cursor, etag: [], at: instance)
        guard case .answered(.page(let page)) = answer else { return (heard(answer) { _ in "not modified" }, nil) }
        let words = "page of \(page.members.count)" + (page.isAuthoritative ? ", authoritative" : "")
        return (.other(words), page.nextCursor)
    }

    private func allMembers() async -> [Heard] {
        var (all, cursor): ([Heard], [UInt8]?) = ([], nil)
        for _ in 1...4 {
            let (heard, next) = await members(after: cursor)
            all.append(heard)
            guard let next else { break }
            cursor = next
        }
        return all
    }

    private func link(_ question: Question) async -> Heard {
        let (flow, url) = ("flow", "https://usher.example/link")
        if case .beginLink = question {
            let start = LinkStart(
                flowID: flow, returnURL: url, oauthState: "state", pkceChallenge: "challenge", locale: "en")
            return heard(await host.beginLink(start, at: instance), Self.words)
        }
        let input = LinkInput(
            .returned(query: "code=1"), flowID: flow, returnURL: url, state: [], pkceVerifier: Secret("verifier"), locale: "en")
        return heard(await host.resumeLink(input, at: instance), Self.words)
    }

    private static func words(_ step: LinkStep) -> String {
        switch step.act {
        case .redirect(let url): "redirect \(url)"
        case .form: "form"
        case .wait: "wait"
        case .done: "done"
        case .failed(let text): "failed \(text)"
        }
    }

    private func evaluate(_ people: [Subject], _ requirement: String) async -> [Heard] {
        let evidence = await host.evaluate(people, requirementJSON: requirement, at: instance)
        guard evidence.count == people.count else { return [.other("\(evidence.count) answers for \(people.count) people")] }
        return evidence.map { evidence in
            switch evidence.finding {
            case .holds: .yes(evidence.reason)
            case .doesNotHold: .no(evidence.reason)
            case .unknown(let text): .unknown(Self.kind(text), text)
            }
        }
    }

    private func heard<Value: Sendable>(_ answer: Answer<Value>, _ words: (Value) -> String) -> Heard {
        switch answer {
        case .answered(let value): .other(words(value))
        case .unknown(let unknown): .unknown(unknown.kind, unknown.message)
        }
    }

    /// The kind behind the sentence that stands in evidence; what the plugin said itself is a failure that it reported.
    private static func kind(_ text: String) -> Unknown.Kind {
        let sentences: [(String, Unknown.Kind)] = [
            ("is not running", .notRunning), ("stopped while", .crashed), ("did not answer in time", .timedOut),
            ("makes no sense", .violation), ("too much to do", .overloaded), ("does not offer", .unsupported),
            ("not configured correctly", .misconfigured), ("no longer fits", .ruleMisfit),
        ]
        return sentences.first { text.contains($0.0) }?.1 ?? .failed
    }
}
