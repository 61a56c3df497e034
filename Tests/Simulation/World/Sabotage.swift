import UsherDomain

/// A defect put into the daemon on purpose: each must be found by the judge, or the judge proves nothing.
enum Sabotage: String, CaseIterable, Sendable {
    /// What nobody answers is taken for "the group is empty" (law 1).
    case believesOutages = "believes-outages"
    /// An empty rule is taken for one that fits nobody (law 2).
    case fillsEmptyRules = "fills-empty-rules"
    /// The brakes see neither what was taken before nor a limit (law 4).
    case ignoresBrakes = "ignores-brakes"
    /// Acts are settled without an entry (law 5).
    case dropsAudit = "drops-audit"
    /// Acts are done twice (law 6).
    case repeatsActs = "repeats-acts"
    /// Who left by themselves passes for somebody who never was there (law 9).
    case invitesLeavers = "invites-leavers"
    /// Only people with a link are seen in rooms (law 10).
    case overlooksStrangers = "overlooks-strangers"
    /// Rooms that observe are enforced.
    case ignoresPhases = "ignores-phases"
    /// Nobody gets a grace period.
    case ignoresGrace = "ignores-grace"
    /// A restart ends a pause.
    case forgetsPause = "forgets-pause"
    /// A restart ends reprieves.
    case forgetsReprieves = "forgets-reprieves"
    /// Nobody is exempt.
    case forgetsExemptions = "forgets-exemptions"
    /// Invitations are not sent, and said to be.
    case losesInvitations = "loses-invitations"

    /// A restart takes acts that may be done for acts that were never tried (law 5).
    case forgetsTries = "forgets-tries"
    /// A restart takes acts that were never tried for acts that may be done (law 5).
    case doubtsEverything = "doubts-everything"
    /// What a name meant first it means for ever.
    case ignoresRedefinitions = "ignores-redefinitions"
    /// A sync that has failed for long passes for one that runs.
    case overlooksStillness = "overlooks-stillness"

    /// What the daemon reads in the place of a policy.
    func bend(_ policy: Policy) -> Policy {
        var policy = policy
        switch self {
        case .ignoresPhases: if policy.phase != nil { policy.phase = .enforce }
        case .ignoresGrace: policy.graceMilliseconds = 0
        case .ignoresBrakes: policy.brakes = BrakeLimits(people: 1_000, percent: 100)
        case .forgetsExemptions: policy.exempt = []
        case .fillsEmptyRules:
            if policy.rule == .empty, let instance = InstanceID("groups"), let name = RequirementName("nobody", at: instance) {
                policy.rule = .named(name)
            }
        default: break
        }
        return policy
    }
}
