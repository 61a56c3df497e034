/// A plugin with accounts of its own that a person must prove to be theirs (`usher.link/1`).
///
/// Linking is a machine of steps. The plugin keeps nothing between them: what it must remember goes into the `state` of a step,
/// which the host seals and hands to the next one.
public protocol LinkAuthoriser: Authoriser {
    /// The first step.
    func begin(_ start: LinkStart, call: Call) throws -> LinkStep

    /// Every further step.
    func resume(_ input: LinkInput, call: Call) throws -> LinkStep

    /// Gives back what was granted at the third party, best effort. Does nothing unless you write it.
    func unlink(_ subject: Subject, call: Call) throws
}

extension LinkAuthoriser {
    /// Nothing is given back.
    public func unlink(_ subject: Subject, call: Call) throws {}
}

/// What the host gives to the first step.
public struct LinkStart: Hashable, Sendable {
    /// Names this attempt.
    public let flowID: String
    /// The one redirect address of this host.
    public let returnURL: String
    /// Send it as `state`; the host checks it on return.
    public let oauthState: String
    /// S256 (RFC 7636); using it is optional.
    public let pkceChallenge: String
    /// BCP 47.
    public let locale: String
}

/// What the host gives to every further step.
public struct LinkInput {
    /// What happened in the person's browser.
    public enum Event {
        /// The third party sent the browser back with this query.
        case returned(query: String)
        /// The person filled in the form.
        case form(JSON)
        /// The time of a ``LinkStep/Act/wait(message:pollAfterMilliseconds:)`` is over.
        case poll
    }

    /// What happened.
    public let event: Event
    /// Names this attempt.
    public let flowID: String
    /// The one redirect address of this host.
    public let returnURL: String
    /// What the step before left.
    public let state: [UInt8]
    /// The secret behind ``LinkStart/pkceChallenge``.
    public let pkceVerifier: String
    /// BCP 47.
    public let locale: String
}
