/// A small number for a Matrix user, for as long as the daemon runs: sets of a million memberships are sets of these. Given out
/// by ``People``; never stored.
public struct PersonNumber: Hashable, Comparable, Sendable, Numbered {
    public let number: UInt32

    public init(number: UInt32) {
        self.number = number
    }

    public static func < (left: PersonNumber, right: PersonNumber) -> Bool { left.number < right.number }
}

/// A set of people.
public typealias PersonSet = NumberSet<PersonNumber>
