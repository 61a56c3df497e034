/// A small number for an account at an instance. Given out by the store (it is the row's number there), and stable for ever.
public struct AccountNumber: Hashable, Comparable, Sendable, Numbered {
    public let number: UInt32

    public init(number: UInt32) {
        self.number = number
    }

    public static func < (left: AccountNumber, right: AccountNumber) -> Bool { left.number < right.number }
}

/// A set of accounts.
public typealias AccountSet = NumberSet<AccountNumber>
