import Synchronization

/// Who has which ``PersonNumber``. One per process, shared by whoever reads rooms and links. Any thread.
public final class People: Sendable {
    private struct Register {
        var numbers: [UserID: PersonNumber] = [:]
        var users: [UserID] = []
    }

    private let register = Mutex(Register())

    /// Knows nobody.
    public init() {}

    /// The number of `user`, given out now when there is none.
    public func number(of user: UserID) -> PersonNumber {
        register.withLock { register in
            if let number = register.numbers[user] { return number }
            let number = PersonNumber(number: UInt32(register.users.count))
            register.numbers[user] = number
            register.users.append(user)
            return number
        }
    }

    /// The number of `user`; `nil` when nobody ever asked for one.
    public func known(_ user: UserID) -> PersonNumber? {
        register.withLock { $0.numbers[user] }
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
