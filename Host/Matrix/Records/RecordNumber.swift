import UsherDomain

/// The number that a person has in records. Numbers of a process (``PersonNumber``) do not outlive it.
struct RecordNumber: Hashable, Comparable, Sendable, Numbered {
    let number: UInt32

    static func < (left: RecordNumber, right: RecordNumber) -> Bool { left.number < right.number }
}
