internal import Synchronization
public import UsherDomain

// Who is linked where. Whoever changes a link in the ``LinkStore`` tells the book when that is durable.
extension EvidenceBook {
    /// A link exists from now on, in the place of the user's last one at the instance, and of whoever else had the account: they
    /// count as having taken their link away. What was said about another account of the user is forgotten.
    ///
    /// Returns the requirements of that instance: what is known about them may have changed, and somebody may have to be asked.
    @discardableResult
    public func link(_ numbered: NumberedLink) -> Set<Requirement> {
        let person = people.number(of: numbered.link.user)
        return state.withLock { state in
            put(numbered, of: person, &state)
            let order = state.nextOrder()
            let requirements = requirements(at: numbered.link.instance, state)
            // Nobody has been asked about this account; a list that is here already may be older than what they link it for.
            for requirement in requirements {
                state.dossiers[requirement]?.schedule.forget([person])
                // The same account with another token counts, too, where that was wanted.
                let wasAdvised = state.dossiers[requirement]?.forgetAdvice(to: person) == true
                if wasAdvised || state.dossiers[requirement]?.doubted.contains(person) == true {
                    state.dossiers[requirement]?.schedule.hurry([person], order: order)
                }
            }
            return state.inUse.filter { $0.instance == numbered.link.instance }
        }
    }

    /// The user has taken their link away: they do not meet any requirement of the instance from now on. Returns its
    /// requirements.
    @discardableResult
    public func unlink(_ user: UserID, at instance: InstanceID) -> Set<Requirement> {
        let person = people.number(of: user)
        return state.withLock { state in
            depart(person, at: instance, &state)
            return state.inUse.filter { $0.instance == instance }
        }
    }

    /// The user proved their Matrix ID.
    public func prove(_ user: UserID) {
        let person = people.number(of: user)
        _ = state.withLock { $0.proven.insert(person) }
    }

    /// Which instances there are, all of them, and what their plugins say about themselves: whether people can link accounts.
    /// Where they cannot, everybody is asked about by their pseudonym, and nobody is unproven.
    ///
    /// Nobody is unproven, or counts as having taken their link away, where no plugin runs: they could not link an account if
    /// they wanted to. About an instance that is not configured (any more), nothing is known.
    public func note(_ instances: [InstanceStatus]) {
        let statuses = Dictionary(instances.map { ($0.id, $0) }) { $1 }
        state.withLock { state in
            for id in Set(state.registers.keys).union(state.dossiers.keys.map(\.instance)).union(statuses.keys) {
                var register = state.registers[id] ?? InstanceRegister()
                let status = statuses[id]
                if let plugin = status?.plugin { register.note(plugin.canLink ? .offered : .absent) }
                register.note(status.map { $0.health == .running && $0.plugin != nil ? .there : .down } ?? .gone)
                state.registers[id] = register
            }
        }
    }

    func put(_ numbered: NumberedLink, of person: PersonNumber, _ state: inout State) {
        let (link, number) = (numbered.link, numbered.number)
        if let owner = owner(of: number, state), owner != person { depart(owner, at: link.instance, &state) }
        let entry = InstanceRegister.Linked(
            account: link.account, number: number, linkJSON: link.linkJSON, secretKey: link.secretKey, linkedAt: link.linkedAt,
            since: state.nextOrder())
        let before = state.registers[link.instance, default: InstanceRegister()].link(person, entry)
        set(owner: person, of: number, &state)
        // Another name, or another token, of the same account changes nothing.
        guard before?.number != number else { return }
        if let before { clear(owner: person, of: before.number, &state) }
        for requirement in requirements(at: link.instance, state) {
            state.dossiers[requirement]?.relink(person, to: number)
        }
    }

    func depart(_ person: PersonNumber, at instance: InstanceID, _ state: inout State) {
        let before = state.registers[instance, default: InstanceRegister()].depart(person)
        if let before { clear(owner: person, of: before.number, &state) }
        for requirement in requirements(at: instance, state) {
            state.dossiers[requirement]?.relink(person, to: nil)
            _ = state.dossiers[requirement]?.forgetAdvice(to: person)
            state.dossiers[requirement]?.schedule.forget([person])
        }
    }

    /// Those that ask something of the instance, in use or not. An array of its own: a view of the table would make changes copy
    /// it.
    func requirements(at instance: InstanceID, _ state: State) -> [Requirement] {
        state.dossiers.keys.filter { $0.instance == instance }
    }

    func owner(of number: AccountNumber, _ state: State) -> PersonNumber? {
        let index = Int(number.number)
        guard index < state.owners.count, state.owners[index] != Self.nobody else { return nil }
        return PersonNumber(number: state.owners[index])
    }

    private func set(owner: PersonNumber, of number: AccountNumber, _ state: inout State) {
        let index = Int(number.number)
        if index >= state.owners.count {
            // Doubled, because numbers come one after the other.
            let count = max(index + 1, 2 * state.owners.count)
            state.owners.append(contentsOf: repeatElement(Self.nobody, count: count - state.owners.count))
        }
        state.owners[index] = owner.number
    }

    private func clear(owner: PersonNumber, of number: AccountNumber, _ state: inout State) {
        let index = Int(number.number)
        if index < state.owners.count, state.owners[index] == owner.number { state.owners[index] = Self.nobody }
    }

    /// Who owns accounts of the set.
    func owners(of accounts: AccountSet, _ state: State) -> PersonSet {
        var owners: PersonSet = []
        for number in accounts {
            let index = Int(number.number)
            guard index < state.owners.count else { break }
            let owner = state.owners[index]
            if owner != Self.nobody { owners.insert(PersonNumber(number: owner)) }
        }
        return owners
    }
}
