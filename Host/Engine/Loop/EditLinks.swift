public import UsherDomain

/// Links that an admin knows of: accounts that were proven elsewhere, and are linked or taken away by a person's word.
public struct EditLinks: Sendable {
    let store: any LinkStore
    let book: EvidenceBook
    let gathering: Gathering
    let authorisers: any Authorisers
    let clock: any WallClock

    /// Puts the parts together.
    public init(
        store: any LinkStore, book: EvidenceBook, gathering: Gathering, authorisers: any Authorisers, clock: any WallClock
    ) {
        self.store = store
        self.book = book
        self.gathering = gathering
        self.authorisers = authorisers
        self.clock = clock
    }

    /// Links an account to a user. Returns from whom it was taken, if it was another's. Throws ``PolicyRefusal``, or what the
    /// store throws.
    public func add(_ account: Account, to user: UserID, at instance: InstanceID, by actor: String) async throws -> UserID? {
        let instances = await authorisers.instances().map(\.id)
        guard instances.contains(instance) else {
            throw PolicyRefusal(.invalid, CheckRule.unknown(instance, among: instances))
        }
        guard !account.id.isEmpty, account.id.utf8.count <= Account.idBytesMax else {
            throw PolicyRefusal(.invalid, "the account's id must have 1 to \(Account.idBytesMax) bytes")
        }
        let now = clock.now()
        let link = Link(user: user, instance: instance, account: account, linkedAt: now, provenBy: actor)
        let entry = AuditEntry(at: now, act: .linked, actor: actor, user: user, instance: instance, reason: "linked by an admin")
        let result = try await store.link(link, audit: entry)
        await gathering.hurry(book.link(result.link))
        return result.takenFrom
    }

    /// Takes a link away. Throws ``PolicyRefusal`` when there is none, or what the store throws.
    public func remove(_ user: UserID, at instance: InstanceID, by actor: String) async throws {
        let entry = AuditEntry(
            at: clock.now(), act: .unlinked, actor: actor, user: user, instance: instance, reason: "unlinked by an admin")
        guard try await store.unlink(user, at: instance, audit: entry) else {
            throw PolicyRefusal(.invalid, "\(user) has no account linked at \(instance)")
        }
        await gathering.hurry(book.unlink(user, at: instance))
    }

    /// Who should link their account at the instance again, as it said.
    public func relinkWanted(at instance: InstanceID) -> Set<UserID> {
        Set(book.relinkWanted(at: instance).map(book.people.user))
    }

    /// Everything that is linked, sorted by user and instance.
    public func all() async throws -> [Link] {
        try await store.allLinks().map(\.link).sorted { ($0.user.text, $0.instance) < ($1.user.text, $1.instance) }
    }
}
