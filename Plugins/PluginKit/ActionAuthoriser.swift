/// A plugin with typed commands for admins (`usher.actions/1`). See ``Action`` for how one is written.
public protocol ActionAuthoriser: Authoriser {
    /// The commands. The same every time.
    static var actions: [ExportedAction] { get }
}

/// What an action does to the world. The raw values are those of the header.
public struct ActionTraits: OptionSet, Hashable, Sendable {
    /// The header's flags.
    public let rawValue: UInt32

    /// Takes the header's flags.
    public init(rawValue: UInt32) {
        self.rawValue = rawValue
    }

    /// It takes something away that cannot be given back; the host asks for confirmation.
    public static let destructive = ActionTraits(rawValue: 1)
    /// It changes nothing.
    public static let readOnly = ActionTraits(rawValue: 2)
    /// Twice is the same as once.
    public static let idempotent = ActionTraits(rawValue: 4)
}
