internal import Synchronization
public import UsherDomain

// What third parties tell by themselves: hints to look again. Nothing in an event makes anybody hold or fail.
extension EvidenceBook {
    /// The requirements that an event gives reason to look at again: none, when it is about an account that nobody has linked.
    public func affected(by event: AuthoriserEvent, at instance: InstanceID) -> Set<Requirement> {
        state.withLock { state in
            concerns(event, at: instance, state).isNobody ? [] : state.inUse.filter { $0.instance == instance }
        }
    }

    /// Makes what an event is about due; `steady` is the steady clock's time. Of an account whose link was withdrawn at the third
    /// party, nothing is known from now on until its instance was asked again. With `liftingBackoff`, what is due is not left
    /// alone for a while because the last try failed, unless the third party asked for that. Returns ``affected(by:at:)``: to be
    /// gathered now.
    @discardableResult
    public func take(
        _ event: AuthoriserEvent, at instance: InstanceID, steady: Int64, liftingBackoff: Bool = false
    ) -> Set<Requirement> {
        state.withLock { state in
            let concerns = concerns(event, at: instance, state)
            guard !concerns.isNobody else { return [] }
            let order = state.nextOrder()
            let requirements = requirements(at: instance, state)
            for requirement in requirements {
                switch concerns {
                case .nobody: break
                case .everybody:
                    state.dossiers[requirement]?.schedule
                        .hurry(before: order, steady: steady, liftingBackoff: liftingBackoff)
                case .person(let person, let isRevoked):
                    state.dossiers[requirement]?.schedule.hurry([person], order: order)
                    if isRevoked { state.dossiers[requirement]?.doubt(person, order: order) }
                }
            }
            return state.inUse.filter { $0.instance == instance }
        }
    }

    /// Whose evidence at an instance has to be forgotten in the store because of an event; `nil`: nobody's.
    func revoked(by event: AuthoriserEvent, at instance: InstanceID) -> UserID? {
        state.withLock { state in
            guard case .person(let person, true) = concerns(event, at: instance, state) else { return nil }
            return people.user(person)
        }
    }

    private enum Concerns {
        case nobody
        case everybody
        case person(PersonNumber, isRevoked: Bool)

        var isNobody: Bool { if case .nobody = self { true } else { false } }
    }

    private func concerns(_ event: AuthoriserEvent, at instance: InstanceID, _ state: State) -> Concerns {
        let register = state.registers[instance] ?? InstanceRegister()
        let (account, isRevoked): (String, Bool)
        switch event.kind {
        case .group, .all: return .everybody
        case .account(let id): (account, isRevoked) = (id, false)
        case .revoked(let id): (account, isRevoked) = (id, true)
        }
        if let person = register.owner(of: account) { return .person(person, isRevoked: isRevoked) }
        // Where nobody links accounts, the id says nothing to us.
        return register.linking == .absent ? .everybody : .nobody
    }
}
