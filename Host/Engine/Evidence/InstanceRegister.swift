internal import UsherDomain

/// Who is linked at one instance, and who was. A value.
struct InstanceRegister {
    /// Whether people can link accounts there.
    enum Linking {
        /// Its plugin has not introduced itself yet.
        case untold
        case offered
        case absent
    }

    /// Whether the instance is there.
    enum Presence {
        /// Nobody has looked yet.
        case untold
        case there
        /// Its plugin does not run: nobody can link an account there, and nobody can be asked.
        case down
        /// It is not in the configuration.
        case gone
    }

    /// What a question about a person needs.
    struct Linked {
        let account: Account
        let number: AccountNumber
        let linkJSON: String
        let secretKey: String
        let linkedAt: Instant
        /// When it was linked, in the order of things (``Dossier``): an answer to an older question was about another account.
        let since: UInt64
    }

    private(set) var accounts: [PersonNumber: Linked] = [:]
    /// Everybody in ``accounts``.
    private(set) var linked: PersonSet = []
    /// Who had a link and has none.
    private(set) var departed: PersonSet = []
    /// Counts the changes.
    private(set) var revision: UInt64 = 0
    private(set) var presence = Presence.untold
    private var told = Linking.untold
    private var people: [String: PersonNumber] = [:]

    /// Whether somebody without a link is unproven. A link that exists tells as much as the plugin.
    var linking: Linking {
        guard told == .untold else { return told }
        return linked.isEmpty && departed.isEmpty ? .untold : .offered
    }

    /// Of whom evidence counts: with ``Linking/absent``, everybody, who are known by their pseudonyms.
    func askable(among people: PersonSet) -> PersonSet {
        linking == .absent ? people : people.intersection(linked)
    }

    /// What the plugin says about itself.
    mutating func note(_ linking: Linking) {
        guard linking != told else { return }
        told = linking
        revision += 1
    }

    /// Whether the instance is there.
    mutating func note(_ presence: Presence) {
        guard presence != self.presence else { return }
        self.presence = presence
        revision += 1
    }

    /// Who has the account; `nil` when nobody has.
    func owner(of accountID: String) -> PersonNumber? {
        people[accountID]
    }

    /// Puts a link in the place of the person's last one, which is returned.
    mutating func link(_ person: PersonNumber, _ link: Linked) -> Linked? {
        let before = accounts.updateValue(link, forKey: person)
        if let before, people[before.account.id] == person { people[before.account.id] = nil }
        people[link.account.id] = person
        linked.insert(person)
        departed.remove(person)
        revision += 1
        return before
    }

    /// Takes the person's link away, and returns it. They count as departed from now on.
    mutating func depart(_ person: PersonNumber) -> Linked? {
        let before = accounts.removeValue(forKey: person)
        if let before, people[before.account.id] == person { people[before.account.id] = nil }
        linked.remove(person)
        departed.insert(person)
        revision += 1
        return before
    }
}
