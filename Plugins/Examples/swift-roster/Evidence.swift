import PluginKit

extension Roster: BatchAuthoriser {
    /// What the roster takes in one request.
    static let subjectsMax: UInt32 = 100

    /// One account: the dearest way, a request for each.
    func evaluate(_ requirement: JSON, of subject: Subject, call: Call) throws -> Evidence {
        let wanted = try Requirement(requirement)
        guard !subject.accountID.isEmpty else { throw PluginError(.relink, "no account of the roster is linked") }
        let what = "the membership"
        let response = try Client(config: config, call: call)
            .get(["groups", wanted.group, "members", subject.accountID], what)
        switch try Word(Answer(response, what, call: call)) {
        case .membership(let membership):
            return fresh(wanted.judge(membership))
        case .withdrawn(let wait):
            throw PluginError(.relink, "the owner of the account has withdrawn their consent", retryAfterMilliseconds: wait)
        }
    }

    /// Many accounts, one request. Whom the answer passes over is unknown: silence is not a no.
    func evaluate(_ requirement: JSON, of subjects: [Subject], call: Call) throws -> [Evidence] {
        guard config.answersBatches else { throw PluginError(.unsupported, "batch: is off for this instance") }
        let wanted = try Requirement(requirement)
        let ids = Set(subjects.map(\.accountID)).subtracting([""]).sorted()
        let found = ids.isEmpty ? [:] : try memberships(of: ids, in: wanted.group, call: call)
        return subjects.map { subject in
            switch found[subject.accountID] {
            case .membership(let membership)?:
                return fresh(wanted.judge(membership))
            case .withdrawn(let wait)?:
                let why = "The roster tells nothing about your account any more: you have withdrawn your consent."
                var evidence = Evidence.unknown(why, retryAfterMilliseconds: wait)
                evidence.wantsRelink = true
                return evidence
            case nil:
                var evidence = Evidence.unknown("The roster did not say whether you are in the group.")
                evidence.wantsRelink = subject.accountID.isEmpty
                return evidence
            }
        }
    }

    /// What is known, for as long as an admin says that it is good for.
    private func fresh(_ evidence: Evidence) -> Evidence {
        var evidence = evidence
        evidence.goodForMilliseconds = config.goodForMilliseconds
        return evidence
    }

    private func memberships(of ids: [String], in group: String, call: Call) throws -> [String: Word] {
        let what = "the memberships"
        let body: JSONValue = ["accounts": .array(ids.map { .string($0) })]
        let response = try Client(config: config, call: call).post(["groups", group, "check"], body, what)
        var found: [String: Word] = [:]
        for account in try Answer(response, what, call: call).list("accounts") {
            let id = try account.text("id")
            let word = try Word(account)
            guard found.updateValue(word, forKey: id) ?? word == word else {
                throw PluginError(.upstream, "\(what): the roster contradicts itself about an account")
            }
        }
        return found
    }
}

/// What the roster says about one account.
private enum Word: Hashable {
    case membership(Membership)
    /// `{"consent": false, "retry_after_s": 60}`: its owner no longer wants the roster to tell. Nobody knows, and asking again is
    /// no use before so many milliseconds (0 = it does not say), or before they link the account again.
    case withdrawn(retryAfterMilliseconds: Int64)

    /// Longest wait that is handed on, in seconds. The host has a limit of its own; this one keeps the product small.
    private static let waitSecondsMax: Int64 = 86_400

    init(_ answer: Answer) throws {
        guard try answer.flag(ifThere: "consent") == false else {
            self = .membership(try Membership(answer))
            return
        }
        let seconds = try answer.number(ifThere: "retry_after_s") ?? 0
        self = .withdrawn(retryAfterMilliseconds: min(max(seconds, 0), Self.waitSecondsMax) * 1_000)
    }
}
