/// Linking of accounts, from the authorisers that can. Implemented by UsherPlugins; the contract is that of ``Authorisers``.
public protocol Linking: Sendable {
    /// The first step.
    func beginLink(_ start: LinkStart, at instance: InstanceID) async -> Answer<LinkStep>

    /// Every further step.
    func resumeLink(_ input: LinkInput, at instance: InstanceID) async -> Answer<LinkStep>

    /// Gives back what was granted at the third party, best effort.
    func unlink(_ subject: Subject, at instance: InstanceID) async -> Answer<Void>
}
