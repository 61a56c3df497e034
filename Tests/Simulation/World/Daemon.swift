import Logging
import UsherDomain
import UsherEngine
import UsherStore
import UsherTesting

/// One run of the real engine, from its start to its end or death.
final class Daemon {
    let governor: Governor
    let policies: EditPolicy
    let requirements: EditRequirements
    let links: EditLinks
    let bot: SimulatedBot
    let lifeline: Lifeline
    let mortal: MortalStore
    private let run: Task<Void, any Error>

    /// Starts it: the work is done when the executor runs.
    init(_ surroundings: Surroundings, store: Store) {
        let people = People()
        let bot = SimulatedBot(surroundings.homeserver, people: people)
        let lifeline = Lifeline { bot.die() }
        let mortal = MortalStore(
            store, lifeline: lifeline, executor: surroundings.executor, chronicle: surroundings.chronicle,
            thirdParty: surroundings.thirdParty, clock: surroundings.clock, sabotage: surroundings.sabotage,
            logger: surroundings.logger)
        let (rooms, acts) = Self.eyesAndHands(bot, people, surroundings)
        let (authorisers, listings) = Self.ears(surroundings)
        let logger = surroundings.logger
        let policyBook = PolicyBook(store: mortal)
        let book = EvidenceBook(people: people)
        let gather = GatherEvidence(
            GatherEvidence.Parts(
                book: book, evidence: mortal, links: mortal, authorisers: authorisers, listings: listings,
                pseudonyms: surroundings.pseudonyms, clock: surroundings.clock, steadyClock: surroundings.clock,
                random: surroundings.engineRandom, logger: logger))
        let gathering = Gathering(gather: gather, events: surroundings.thirdParty)
        let governor = Governor(
            Governor.Parts(
                policies: policyBook, policyStore: mortal, evidence: book, gathering: gathering, rooms: rooms,
                invitations: bot, acts: acts,
                journal: mortal, memory: mortal, people: people, hash: CryptoContentHash(), clock: surroundings.clock,
                steadyClock: surroundings.clock, random: surroundings.engineRandom, logger: logger),
            settings: surroundings.settings)
        let check = CheckRule(authorisers: authorisers, book: policyBook)
        policies = EditPolicy(store: mortal, book: policyBook, check: check, clock: surroundings.clock) {
            await governor.everythingChanged()
        }
        requirements = EditRequirements(store: mortal, book: policyBook, check: check, clock: surroundings.clock) {
            await governor.everythingChanged()
        }
        links = EditLinks(
            store: mortal, book: book, gathering: gathering, authorisers: authorisers, clock: surroundings.clock)
        self.governor = governor
        self.bot = bot
        self.lifeline = lifeline
        self.mortal = mortal
        run = surroundings.executor.start { try await governor.run() }
    }

    /// Ends it as `kill -9` does: from now on nothing of it reaches anybody. What is left of it winds up with the executor.
    func kill() {
        lifeline.die()
        run.cancel()
    }

    private static func eyesAndHands(
        _ bot: SimulatedBot, _ people: People, _ surroundings: Surroundings
    ) -> (any RoomObservations, any RoomActs) {
        guard let sabotage = surroundings.sabotage else { return (bot, bot) }
        let books = surroundings.books
        let sabotaged = SabotagedBot(bot: bot, sabotage: sabotage, people: people) { books.isLinked($0) }
        return (sabotaged, sabotaged)
    }

    private static func ears(_ surroundings: Surroundings) -> (any Authorisers, any Listings) {
        guard surroundings.sabotage == .believesOutages else { return (surroundings.thirdParty, surroundings.thirdParty) }
        let credulous = CredulousThirdParty(thirdParty: surroundings.thirdParty)
        return (credulous, credulous)
    }
}

/// The simulated bot is in every room that matters from the start, or is brought there.
private struct NoInvitations: RoomInvitations {
    var invitations: [RoomID: UserID] { [:] }
}
