/// The rig itself does not work: nothing was shown about what is under test.
public struct RigFault: Error, CustomStringConvertible {
    public let description: String

    /// With what went wrong.
    public init(_ description: String) {
        self.description = description
    }
}
