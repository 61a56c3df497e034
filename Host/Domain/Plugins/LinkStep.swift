/// How a link begins: what the host made for the flow.
public struct LinkStart: Hashable, Sendable {
    public let flowID: String
    /// The one redirect address of this host.
    public let returnURL: String
    /// Sent as `state`; checked by the host when the person returns.
    public let oauthState: String
    /// S256 (RFC 7636).
    public let pkceChallenge: String
    /// BCP 47.
    public let locale: String

    public init(flowID: String, returnURL: String, oauthState: String, pkceChallenge: String, locale: String) {
        self.flowID = flowID
        self.returnURL = returnURL
        self.oauthState = oauthState
        self.pkceChallenge = pkceChallenge
        self.locale = locale
    }
}

/// What brought the person back to the flow.
public struct LinkInput: Sendable {
    /// How they came back.
    public enum Kind: Hashable, Sendable {
        /// From the third party, with this query.
        case returned(query: String)
        /// With a filled-in form, a JSON object.
        case form(json: String)
        /// Still waiting.
        case poll
    }

    public let kind: Kind
    public let flowID: String
    public let returnURL: String
    /// Of the step before, as the authoriser gave it.
    public let state: [UInt8]
    public let pkceVerifier: Secret<String>
    public let locale: String

    public init(
        _ kind: Kind, flowID: String, returnURL: String, state: [UInt8], pkceVerifier: Secret<String>, locale: String
    ) {
        self.kind = kind
        self.flowID = flowID
        self.returnURL = returnURL
        self.state = state
        self.pkceVerifier = pkceVerifier
        self.locale = locale
    }
}

/// What the person's browser should do next to link an account.
public struct LinkStep: Sendable {
    /// What to do.
    public enum Act: Sendable {
        /// Send the browser there: https, to a host that the manifest names.
        case redirect(url: String)
        /// Ask for this; a JSON Schema.
        case form(schemaJSON: String, message: String)
        case wait(message: String, pollAfterMilliseconds: Int64)
        case done(LinkedAccount)
        /// With a text for the person.
        case failed(String)
    }

    public let act: Act
    /// For the next step. Sealed by the host before it leaves the daemon.
    public let state: [UInt8]
    /// How long this step may take; `nil` = the caller decides.
    public let expiresMilliseconds: Int64?

    public init(_ act: Act, state: [UInt8], expiresMilliseconds: Int64?) {
        self.act = act
        self.state = state
        self.expiresMilliseconds = expiresMilliseconds
    }
}

/// The account that a person has proven to be theirs.
public struct LinkedAccount: Sendable {
    /// Never changes at the third party.
    public let accountID: String
    /// For display only.
    public let accountName: String
    /// What evaluate() will need again; a JSON object, may be empty.
    public let linkJSON: String
    /// The account's token; `nil` when there is none.
    public let secret: Secret<[UInt8]>?

    public init(accountID: String, accountName: String, linkJSON: String, secret: Secret<[UInt8]>?) {
        self.accountID = accountID
        self.accountName = accountName
        self.linkJSON = linkJSON
        self.secret = secret
    }
}
