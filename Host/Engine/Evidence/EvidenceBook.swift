internal import Synchronization
public import UsherDomain

/// What is known about whom: the links, and for each requirement what its instance said. In memory, so that a plan for everybody
/// costs a few operations on sets. Whatever has to outlive the daemon is in ``EvidenceStore`` and ``LinkStore`` before it is in
/// here.
///
/// Any thread. No method waits.
public final class EvidenceBook: Sendable {
    struct State {
        var registers: [InstanceID: InstanceRegister] = [:]
        var dossiers: [Requirement: Dossier] = [:]
        /// Of the dossiers, those that some rule asks for.
        var inUse: Set<Requirement> = []
        /// The owner of each account by its number, ``nobody`` for none. Dense, because a snapshot is a set of these numbers.
        var owners: [UInt32] = []
        /// All numbers of people that were given out, and how many they are.
        var everybody: PersonSet = []
        var peopleCount = 0
        var proven: PersonSet = []
        /// Counts in the order of things (``Dossier``).
        var order: UInt64 = 0

        mutating func nextOrder() -> UInt64 {
            order += 1
            return order
        }
    }

    static let nobody = UInt32.max

    let people: People
    let settings: GatherSettings
    let state = Mutex(State())

    /// Knows nothing.
    public init(people: People, settings: GatherSettings = GatherSettings()) {
        self.people = people
        self.settings = settings
    }

    // MARK: What is asked of it

    /// What is known about everybody and `requirement` at `now`. One that nobody uses (``use(_:)``) is unknown for all but those
    /// without a link. Costs next to nothing while nothing has changed.
    public func verdicts(of requirement: Requirement, at now: Instant) -> RequirementVerdicts {
        state.withLock { verdicts(of: requirement, at: now, &$0) }
    }

    /// What the verdict about one person rests on. With `steady`, the steady clock's time, also when they are asked about again.
    public func grounds(of user: UserID, _ requirement: Requirement, at now: Instant, steady: Int64? = nil) -> Grounds {
        let person = people.number(of: user)
        return state.withLock { state in
            let (everybody, count) = everybody(&state)
            let register = state.registers[requirement.instance] ?? InstanceRegister()
            // In place: what it works out about everybody is kept for the next question.
            if let grounds = state.dossiers[requirement]?.grounds(
                of: person, register, everybody: everybody, peopleCount: count, now: now, steady: steady)
            {
                return grounds
            }
            var none = Dossier(requirement)
            return none.grounds(of: person, register, everybody: everybody, peopleCount: count, now: now)
        }
    }

    /// Whether nobody meets the requirement any more and somebody did before, by a listing or by what was said about single
    /// people: removals for it wait for a person.
    public func hasBecomeEmpty(_ requirement: Requirement) -> Bool {
        state.withLock { state in
            guard let dossier = state.dossiers[requirement] else { return false }
            return dossier.wasEmptied || dossier.snapshot?.hasBecomeEmpty == true
        }
    }

    /// Who should link their account at the instance again, as it said about some requirement when it was asked last. Not kept
    /// over a restart: the next question brings it anew.
    public func relinkWanted(at instance: InstanceID) -> PersonSet {
        state.withLock { state in
            let wanted = requirements(at: instance, state).compactMap { state.dossiers[$0]?.relinkWanted }
            return wanted.reduce(into: PersonSet()) { $0.formUnion($1) }
                .intersection(state.registers[instance]?.linked ?? [])
        }
    }

    /// The listings in use that wait to be confirmed, sorted by instance and question.
    public func unconfirmed(at now: Instant, steady: Int64) -> [UnconfirmedListing] {
        state.withLock { state in
            state.inUse.compactMap { state.dossiers[$0]?.unconfirmed(now: now, steady: steady, settings: settings) }
        }.sorted { ($0.requirement.instance, $0.requirement.json) < ($1.requirement.instance, $1.requirement.json) }
    }

    /// Who has an account linked at the instance.
    public func linked(at instance: InstanceID) -> PersonSet {
        state.withLock { $0.registers[instance]?.linked ?? [] }
    }

    /// Whoever can be let in somewhere: who has a link at any instance, or proved their Matrix ID.
    public var candidates: PersonSet {
        state.withLock { state in
            state.registers.values.reduce(into: state.proven) { $0.formUnion($1.linked) }
        }
    }

    /// The account that a user has linked at an instance; `nil` when there is none.
    public func account(of user: UserID, at instance: InstanceID) -> Account? {
        guard let person = people.known(user) else { return nil }
        return state.withLock { $0.registers[instance]?.accounts[person]?.account }
    }

    // MARK: What it is about

    /// From now on, these requirements are in use, and no others: only those are gathered. What is known about the others stays
    /// until ``forgetUnused()``, so that a room that is out of sight for a moment costs no listing.
    public func use(_ requirements: Set<Requirement>) {
        state.withLock { state in
            state.inUse = requirements
            for requirement in requirements where state.dossiers[requirement] == nil {
                state.dossiers[requirement] = Dossier(requirement)
            }
        }
    }

    /// Forgets everything about requirements that are not in use. In the store: ``EvidenceStore/prune(keeping:now:)``.
    public func forgetUnused() {
        state.withLock { state in
            guard state.dossiers.count > state.inUse.count else { return }
            state.dossiers = state.dossiers.filter { state.inUse.contains($0.key) }
        }
    }

    /// The requirements in use.
    public var requirements: Set<Requirement> {
        state.withLock { $0.inUse }
    }

    // MARK: Within

    func verdicts(of requirement: Requirement, at now: Instant, _ state: inout State) -> RequirementVerdicts {
        let (everybody, count) = everybody(&state)
        let register = state.registers[requirement.instance] ?? InstanceRegister()
        if let verdicts = state.dossiers[requirement]?.verdicts(register, everybody: everybody, peopleCount: count, now: now) {
            return verdicts
        }
        var none = Dossier(requirement)
        return none.verdicts(register, everybody: everybody, peopleCount: count, now: now)
    }

    /// Everybody who has a number by now.
    func everybody(_ state: inout State) -> (PersonSet, Int) {
        let count = people.count
        while state.peopleCount < count {
            state.everybody.insert(PersonNumber(number: UInt32(state.peopleCount)))
            state.peopleCount += 1
        }
        return (state.everybody, count)
    }
}
