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
        return wanted.judge(try Membership(Answer(response, what, call: call)))
    }

    /// Many accounts, one request. Whom the answer passes over is unknown: silence is not a no.
    func evaluate(_ requirement: JSON, of subjects: [Subject], call: Call) throws -> [Evidence] {
        guard config.answersBatches else { throw PluginError(.unsupported, "batch: is off for this instance") }
        let wanted = try Requirement(requirement)
        let ids = Set(subjects.map(\.accountID)).subtracting([""]).sorted()
        let found = ids.isEmpty ? [:] : try memberships(of: ids, in: wanted.group, call: call)
        return subjects.map { subject in
            if let membership = found[subject.accountID] { return wanted.judge(membership) }
            var evidence = Evidence.unknown("The roster did not say whether you are in the group.")
            evidence.wantsRelink = subject.accountID.isEmpty
            return evidence
        }
    }

    private func memberships(of ids: [String], in group: String, call: Call) throws -> [String: Membership] {
        let what = "the memberships"
        let body: JSONValue = ["accounts": .array(ids.map { .string($0) })]
        let response = try Client(config: config, call: call).post(["groups", group, "check"], body, what)
        var found: [String: Membership] = [:]
        for account in try Answer(response, what, call: call).list("accounts") {
            let id = try account.text("id")
            let membership = try Membership(account)
            guard found.updateValue(membership, forKey: id) ?? membership == membership else {
                throw PluginError(.upstream, "\(what): the roster contradicts itself about an account")
            }
        }
        return found
    }
}
