import Synchronization
public import UsherDomain

/// The policies and named requirements in memory, as the loop reads them; written through to the store by the use cases in this
/// folder. Any thread.
public final class PolicyBook: Sendable {
    /// Everything at one moment.
    public struct Contents: Sendable {
        public var policies: [RoomID: Policy] = [:]
        public var requirements: [RequirementName: NamedRequirement] = [:]
        /// Grows with each change.
        public var revision = 0
        /// Which reading these are of: one that began earlier and ends later is out of date.
        fileprivate var reading = 0

        /// What a part of a rule asks; `nil` for a name that has no requirement.
        public func requirement(of leaf: Rule.Leaf) -> Requirement? {
            switch leaf {
            case .requirement(let requirement): requirement
            case .named(let name): requirements[name]?.requirement
            }
        }
    }

    private let store: any PolicyStore
    private let contents = Mutex(Contents())
    private let readings = Mutex(0)

    /// Holds nothing before ``load()``.
    public init(store: any PolicyStore) {
        self.store = store
    }

    /// Reads everything anew.
    public func load() async throws {
        let reading = readings.withLock { readings in
            readings += 1
            return readings
        }
        // At one moment: a rule must not be read with the meaning that a name had before.
        let (policies, requirements) = try await store.everything()
        contents.withLock { contents in
            guard reading > contents.reading else { return }
            contents.reading = reading
            contents.policies = Dictionary(policies.map { ($0.room, $0) }) { $1 }
            contents.requirements = Dictionary(requirements.map { ($0.name, $0) }) { $1 }
            contents.revision += 1
        }
    }

    /// What there is at this moment.
    public var current: Contents { contents.withLock { $0 } }
}
