import Synchronization

/// Who has which ``PersonNumber``. One per process, shared by whoever reads rooms and links. Any thread.
public final class People: Sendable {
    private let register = Mutex(PeopleTable())

    /// Knows nobody.
    public init() {}

    /// The number of `user`, given out now when there is none.
    public func number(of user: UserID) -> PersonNumber {
        register.withLock { $0.number(of: user) }
    }

    /// The number of whoever has the ID that these bytes are in UTF-8, given out now when there is none; `nil` when they are no
    /// user ID. Parses only what was never seen.
    public func number(ofID bytes: Span<UInt8>) -> PersonNumber? {
        register.withLock { $0.number(bytes) }
    }

    /// The number of `user`; `nil` when nobody ever asked for one.
    public func known(_ user: UserID) -> PersonNumber? {
        register.withLock { $0.known(user) }
    }

    /// Who has `number`. It must come from this register.
    public func user(_ number: PersonNumber) -> UserID {
        register.withLock { $0.users[Int(number.number)] }
    }

    /// Who they are, smallest number first.
    public func users(_ set: PersonSet) -> [UserID] {
        register.withLock { register in set.map { register.users[Int($0.number)] } }
    }

    /// How many numbers were given out.
    public var count: Int { register.withLock { $0.users.count } }
}
