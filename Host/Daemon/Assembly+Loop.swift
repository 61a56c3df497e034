import Logging
import UsherDomain
import UsherEngine
import UsherMatrix
import UsherPlugins
import UsherServer
import UsherStore

/// The loop over rooms, and what admins do about it, put together.
struct AssembledLoop: Sendable {
    let governor: Governor
    let policies: PolicyBook
    let evidence: EvidenceBook
    let checkRule: CheckRule
    let editPolicy: EditPolicy
    let editRequirements: EditRequirements
    let editLinks: EditLinks

    /// A person has proven who they are: rules that need no account can let them in.
    func prove(_ user: UserID) async {
        evidence.prove(user)
        await governor.everythingChanged()
    }
}

extension Assembly {
    func loop(store: Store, plugins: PluginAuthorisers, known: KnownRooms, rooms: MatrixRooms, people: People) -> AssembledLoop {
        let policies = PolicyBook(store: store.policies)
        let evidence = EvidenceBook(people: people)
        let gather = GatherEvidence(
            GatherEvidence.Parts(
                book: evidence, evidence: store.evidence, links: store.links, authorisers: plugins, listings: plugins,
                pseudonyms: store.pseudonyms, clock: clock, steadyClock: steadyClock, random: random,
                logger: logger("evidence", .info)))
        let gathering = Gathering(gather: gather, events: plugins)
        let governor = Governor(
            Governor.Parts(
                policies: policies, policyStore: store.policies, evidence: evidence, gathering: gathering, rooms: known,
                invitations: known, acts: rooms, journal: store.journal, memory: store.memory, people: people,
                hash: CryptoContentHash(), clock: clock, steadyClock: steadyClock, random: random, logger: logger("loop", .info)),
            settings: configuration.loop.settings(bot: configuration.bot.userID, page: configuration.publicURL.origin))
        let check = CheckRule(authorisers: plugins, book: policies)
        let changed: @Sendable () async -> Void = { await governor.everythingChanged() }
        return AssembledLoop(
            governor: governor, policies: policies, evidence: evidence, checkRule: check,
            editPolicy: EditPolicy(store: store.policies, book: policies, check: check, clock: clock, changed: changed),
            editRequirements: EditRequirements(
                store: store.policies, book: policies, check: check, clock: clock, changed: changed),
            editLinks: EditLinks(
                store: store.links, book: evidence, gathering: gathering, authorisers: plugins, clock: clock))
    }
}

extension AssembledLoop {
    /// For the admin's API. Reads the policies first: it is asked before the loop begins to work, and an empty book would be
    /// exported as if there were no rules.
    func ruleCases(store: Store, bot: UserID) async throws -> AdminApp.RuleCases {
        do {
            try await policies.load()
        } catch {
            throw CommandFailure("the rules cannot be read: \(error)")
        }
        return AdminApp.RuleCases(
            governing: governor, book: policies, check: checkRule, policies: editPolicy, requirements: editRequirements,
            links: editLinks, journal: store.journal, bot: bot)
    }
}
