import UsherDomain
import UsherTesting

/// Says what the third parties have really said, or what is really so, about a person and a requirement.
struct Witness {
    let surroundings: Surroundings
    let books: Books.Contents
    let now: Instant
    /// Everything that was said; `nil`: the truth counts, whether it was said or not.
    let answers: [Requirement: [SimulatedAnswer]]?

    /// What is possible about one part of a rule.
    func possible(_ user: UserID, _ leaf: Rule.Leaf, isExcluded: Bool) -> Possible {
        let requirement: Requirement?
        switch leaf {
        case .named(let name): requirement = books.requirements[name]
        case .requirement(let written): requirement = written
        }
        guard let requirement, let instance = surroundings.thirdParty.instance(requirement.instance) else { return .unknown }
        guard instance.offersLinks else {
            return said(surroundings.pseudonyms.pseudonym(of: user, at: instance.id), requirement, isExcluded)
        }
        if let account = books.accounts[instance.id]?[user] { return said(account, requirement, isExcluded) }
        // Whoever took a link away is refused either way.
        if books.departed[instance.id]?.contains(user) == true { return .fails }
        return answers == nil ? .unproven : [.unproven, .unknown]
    }

    private func said(_ account: String, _ requirement: Requirement, _ isExcluded: Bool) -> Possible {
        guard let answers else {
            let holds = surroundings.thirdParty.isMember(account, of: requirement)
            return holds != isExcluded ? .holds : .fails
        }
        var result: Possible = .unknown
        // By their order: the wall clock may have been set back in between.
        var lastOfOther: [Verdict: Int] = [:]
        let about = (answers[requirement] ?? []).enumerated().compactMap { place, answer in
            answer.verdict(on: account).map { (place, answer, $0) }
        }
        for (place, answer, verdict) in about where answer.isCertain && answer.askedAt != now {
            lastOfOther[verdict.negated] = place
        }
        let settings = GatherSettings()
        for (place, answer, verdict) in about {
            // Fresh, and nothing else was said since.
            guard now < settings.freshUntil(answer.askedAt, goodForMilliseconds: answer.goodForMilliseconds) else { continue }
            if let contradicted = lastOfOther[verdict], contradicted > place { continue }
            result.insert(Possible(isExcluded ? verdict.negated : verdict))
        }
        return result
    }
}
