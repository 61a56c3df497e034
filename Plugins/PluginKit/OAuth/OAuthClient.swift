/// OAuth 2.0 (RFC 6749) with PKCE (RFC 7636): how a person proves an account, and how its token stays good.
///
/// ```swift
/// func begin(_ start: LinkStart, call: Call) throws -> LinkStep {
///     oauth.authorization(start)
/// }
///
/// func resume(_ input: LinkInput, call: Call) throws -> LinkStep {
///     switch try oauth.exchange(input, call: call) {
///     case .denied(let message): LinkStep(.failed(message: message))
///     case .tokens(let tokens): try done(tokens, call: call)
///     }
/// }
///
/// // In `evaluate`: a token that is good now, refreshed if need be.
/// let token = try oauth.accessToken(of: subject.secretKey, call: call)
/// ```
///
/// The host makes and checks `state`, and keeps the secret behind the PKCE challenge. Tokens are stored whole, as
/// ``OAuthTokens/secret``, under ``Subject/secretKey``. Needs ``Permissions/usesSecrets``, the token address in
/// ``Permissions/http`` and the authorization address in ``Permissions/linkHosts``.
public struct OAuthClient: Hashable, Sendable {
    /// How the client proves itself at the token address (RFC 6749, section 2.3).
    public enum Authentication: Hashable, Sendable {
        /// A public client: PKCE alone.
        case none
        /// HTTP Basic with the secret of this name: what every server must understand.
        case basic(secret: String)
        /// In the body, with the secret of this name.
        case body(secret: String)
    }

    /// Where the browser is sent.
    public var authorizationURL: String
    /// Where codes and refresh tokens are turned into access tokens.
    public var tokenURL: String
    /// The id that the third party gave to this client.
    public var clientID: String
    /// How the client proves itself.
    public var authentication: Authentication
    /// What is asked for, separated by spaces; may be empty.
    public var scope: String
    /// The `iss` that an answer must carry (RFC 9207); `nil` where the third party sends none.
    public var issuer: String?

    /// Puts the parts together.
    public init(
        authorizationURL: String, tokenURL: String, clientID: String, authentication: Authentication, scope: String = "",
        issuer: String? = nil
    ) {
        self.authorizationURL = authorizationURL
        self.tokenURL = tokenURL
        self.clientID = clientID
        self.authentication = authentication
        self.scope = scope
        self.issuer = issuer
    }

    /// The first step of linking: sends the browser to the third party (RFC 6749, section 4.1.1; RFC 7636, section 4.3).
    ///
    /// - Parameter extra: further fields, for example `("prompt", "consent")`.
    public func authorization(_ start: LinkStart, extra: [(String, String)] = []) -> LinkStep {
        var fields = [
            ("response_type", "code"), ("client_id", clientID), ("redirect_uri", start.returnURL), ("state", start.oauthState),
            ("code_challenge", start.pkceChallenge), ("code_challenge_method", "S256"),
        ]
        if !scope.isEmpty { fields.append(("scope", scope)) }
        let separator = authorizationURL.contains("?") ? "&" : "?"
        return LinkStep(.redirect(url: authorizationURL + separator + FormFields.encoded(fields + extra)))
    }

    /// What came of sending the browser away.
    public enum Exchange: Hashable, Sendable {
        /// The person proved the account.
        case tokens(OAuthTokens)
        /// The person, or the third party, said no; the message is for the person.
        case denied(message: String)
    }

    /// Turns the code that the browser came back with into tokens (RFC 6749, sections 4.1.2 and 4.1.3; RFC 7636, section 4.5).
    public func exchange(_ input: LinkInput, call: Call) throws -> Exchange {
        guard case .returned(let query) = input.event else {
            throw PluginError(.invalid, "the browser has not come back from the third party")
        }
        let fields = FormFields.parsed(query)
        func only(_ name: String) throws -> String? {
            // Section 3.1: a parameter that comes twice is an error.
            let values = fields.filter { $0.name == name }.map(\.value)
            guard values.count <= 1 else { throw PluginError(.upstream, "the third party sent \(name) more than once") }
            return values.first
        }
        if let issuer, try only("iss") != issuer {
            throw PluginError(.upstream, "the answer comes from another issuer than \(issuer)")
        }
        if let code = try only("error") {
            if code == "access_denied" { return .denied(message: "You did not allow access to your account.") }
            throw OAuthFailure(code: code, status: 400).pluginError(retryAfterMilliseconds: nil)
        }
        guard let code = try only("code"), !code.isEmpty else {
            throw PluginError(.upstream, "the third party sent neither a code nor an error")
        }
        let tokens = try request(
            [
                ("grant_type", "authorization_code"), ("code", code), ("redirect_uri", input.returnURL),
                ("code_verifier", input.pkceVerifier),
            ], call: call)
        return .tokens(tokens)
    }

    /// New tokens for a refresh token (RFC 6749, section 6). What the third party does not repeat is kept. They are not stored:
    /// ``accessToken(of:call:)`` does both.
    public func refresh(_ tokens: OAuthTokens, call: Call) throws -> OAuthTokens {
        guard let refreshToken = tokens.refreshToken else {
            throw PluginError(.relink, "the access token has ended, and there is no refresh token")
        }
        var fresh = try request([("grant_type", "refresh_token"), ("refresh_token", refreshToken)], call: call)
        if fresh.refreshToken == nil { fresh.refreshToken = refreshToken }
        if fresh.scope.isEmpty { fresh.scope = tokens.scope }
        return fresh
    }

    /// Asks the token address.
    private func request(_ grant: [(String, String)], call: Call) throws -> OAuthTokens {
        var fields = grant
        var headers: [HTTPHeader] = []
        switch authentication {
        case .none:
            fields.append(("client_id", clientID))
        case .body(let name):
            fields += [("client_id", clientID), ("client_secret", try clientSecret(name, call))]
        case .basic(let name):
            // Section 2.3.1: both parts are form-encoded first.
            let pair = FormFields.escaped(clientID) + ":" + FormFields.escaped(try clientSecret(name, call))
            headers.append(HTTPHeader("authorization", "Basic " + Base64.text(Array(pair.utf8))))
        }
        var request = HTTPRequest.form(url: tokenURL, fields: fields)
        request.headers += headers + [HTTPHeader("accept", "application/json")]
        // A redirect would carry the code or the secret to somebody else.
        request.followsRedirects = false
        return try OAuthTokens(response: try call.http.perform(request), call: call)
    }

    private func clientSecret(_ name: String, _ call: Call) throws -> String {
        guard let secret = try call.secrets.text(name) else {
            throw PluginError(.configuration, "the client secret \(name) is not configured")
        }
        return secret
    }
}
