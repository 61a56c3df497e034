/// What the person's browser should do next to link an account.
///
/// ```swift
/// return LinkStep(.redirect(url: "https://example.org/authorize?state=\(start.oauthState)"))
/// ```
public struct LinkStep: Hashable, Sendable {
    /// What to do.
    public enum Act: Hashable, Sendable {
        /// Go to an https address on a host that the manifest names.
        case redirect(url: String)
        /// Fill in a form, described by the JSON Schema subset of PluginABI/README.md.
        case form(schema: JSONValue, message: String)
        /// Wait, and ask again after this many milliseconds.
        case wait(message: String, pollAfterMilliseconds: Int64)
        /// The account is theirs: its id that never changes, its name for display, and what `evaluate` will need again, without
        /// secrets. `secret` is a token of this account, which the host encrypts and keeps under ``Subject/secretKey``; it needs
        /// ``Permissions/usesSecrets``.
        case done(accountID: String, accountName: String, link: JSONValue?, secret: [UInt8] = [])
        /// It cannot be done; the message is shown to the person.
        case failed(message: String)
    }

    /// What to do.
    public let act: Act
    /// Handed to the next step; sealed by the host, so it may hold what the browser must not see.
    public let state: [UInt8]
    /// How long this step may take, in milliseconds; 0 = the host decides.
    public let expiresMilliseconds: Int64

    /// Puts the parts together.
    public init(_ act: Act, state: [UInt8] = [], expiresMilliseconds: Int64 = 0) {
        self.act = act
        self.state = state
        self.expiresMilliseconds = expiresMilliseconds
    }
}
