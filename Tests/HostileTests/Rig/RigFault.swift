/// The rig itself does not work: nothing was shown about the host.
struct RigFault: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
