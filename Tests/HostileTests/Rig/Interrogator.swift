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
        case .members, .groups, .beginLink, .resumeLink, .webhook, .health:
            return await askFurther(question)
        }
    }

    /// The questions of the other ports.
    private func askFurther(_ question: Question) async -> [Heard] {
        let host: any Authorisers = host
        if let linking = host as? any Linking { return await ask(question, linking) }
        return [.notAsked]
    }

    private func ask(_ question: Question, _ linking: any Linking) async -> [Heard] {
        switch question {
        case .beginLink:
            let start = LinkStart(
                flowID: "flow", returnURL: "https://usher.example/link", oauthState: "state", pkceChallenge: "challenge",
                locale: "en")
            return [heard(await linking.beginLink(start, at: instance), Self.words)]
        case .resumeLink:
            let input = LinkInput(
                .returned(query: "code=1"), flowID: "flow", returnURL: "https://usher.example/link", state: [],
                pkceVerifier: Secret("verifier"), locale: "en")
            return [heard(await linking.resumeLink(input, at: instance), Self.words)]
        default:
            return await ask(question, linking as Any)
        }
    }

    private func ask(_ question: Question, _ host: Any) async -> [Heard] {
        if let listings = host as? any Listings {
            if case .members = question {
                return [heard(await listings.members(requirementJSON: "{}", cursor: nil, etag: [], at: instance)) { "\($0)" }]
            }
            if case .groups = question {
                return [heard(await listings.groups(parentID: "", query: "", cursor: nil, at: instance)) { "\($0)" }]
            }
        }
        if let events = host as? any Events {
            if case .health = question { return [heard(await events.health(of: instance)) { "" }] }
            if case .webhook = question {
                let request = WebhookRequest(
                    query: "", headers: [("content-type", "application/json")], body: Array("{}".utf8),
                    receivedAt: Instant(unixMilliseconds: 1))
                return [heard(await events.webhook(request, at: instance)) { "\($0.status), \($0.events.count) events" }]
            }
        }
        return [.notAsked]
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
