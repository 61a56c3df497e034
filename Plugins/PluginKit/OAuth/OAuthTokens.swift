/// What a third party gives for a code or a refresh token (RFC 6749, section 5.1).
public struct OAuthTokens: Hashable, Sendable {
    /// Shown with every request, as `Authorization: Bearer` (RFC 6750).
    public var accessToken: String
    /// For new tokens when this one has ended; many third parties take it only once.
    public var refreshToken: String?
    /// When the access token ends, in milliseconds since 1970; `nil` = not told.
    public var expiresAtMilliseconds: Int64?
    /// What was granted, separated by spaces; empty where the third party did not say.
    public var scope: String

    /// Longest life that is believed, in seconds: ten years. A longer one is taken for this.
    private static let lifeSecondsMax: Int64 = 315_360_000

    /// Puts the parts together.
    public init(accessToken: String, refreshToken: String? = nil, expiresAtMilliseconds: Int64? = nil, scope: String = "") {
        self.accessToken = accessToken
        self.refreshToken = refreshToken
        self.expiresAtMilliseconds = expiresAtMilliseconds
        self.scope = scope
    }

    /// Reads the answer of a token address. Throws what its error code means (section 5.2); some third parties send one with
    /// status 200.
    public init(response: HTTPResponse, call: Call) throws {
        guard response.isSuccess || (400..<500).contains(response.status), response.status != 429 else {
            throw response.failure("the token address")
        }
        let json = response.json(call: call)
        let isObject: Bool
        do {
            isObject = try json.kind("") == .object
        } catch {
            throw response.isSuccess
                ? PluginError(.upstream, "the token address did not answer with JSON") : response.failure("the token address")
        }
        guard isObject else { throw PluginError(.upstream, "the token address did not answer with a JSON object") }
        if try json.kind("/error") == .string, let code = try json.string("/error") {
            throw OAuthFailure(code: code, status: response.status).pluginError(
                retryAfterMilliseconds: response.retryAfterMilliseconds)
        }
        guard response.isSuccess else { throw response.failure("the token address") }
        guard let token = try json.string("/access_token"), !token.isEmpty else {
            throw PluginError(.upstream, "the token address sent no access_token")
        }
        if let type = try json.string("/token_type"), type.lowercased() != "bearer" {
            throw PluginError(.upstream, "the token address sent a token of a type that is not known")
        }
        accessToken = token
        refreshToken = try json.kind("/refresh_token") == .null ? nil : json.string("/refresh_token")
        scope = try json.kind("/scope") == .null ? "" : json.string("/scope") ?? ""
        let seconds = try json.kind("/expires_in") == .null ? nil : json.integer("/expires_in")
        expiresAtMilliseconds = seconds.map { call.unixMilliseconds + min(max($0, 0), Self.lifeSecondsMax) * 1000 }
    }

    /// The tokens as they are stored, for ``LinkStep/Act/done(accountID:accountName:link:secret:)``.
    public var secret: [UInt8] {
        var members: [(String, JSONValue)] = [("access_token", .string(accessToken))]
        if let refreshToken { members.append(("refresh_token", .string(refreshToken))) }
        if let expiresAtMilliseconds { members.append(("expires_at_ms", .integer(expiresAtMilliseconds))) }
        if !scope.isEmpty { members.append(("scope", .string(scope))) }
        return Array(JSONValue.object(members).text.utf8)
    }

    /// Reads what ``secret`` wrote.
    public init(secret: [UInt8], call: Call) throws {
        let json = JSON(String(decoding: secret, as: UTF8.self), call: call, fault: .relink)
        guard let token = try json.string("/access_token") else {
            throw PluginError(.relink, "the stored token cannot be read")
        }
        self.init(
            accessToken: token, refreshToken: try json.string("/refresh_token"),
            expiresAtMilliseconds: try json.integer("/expires_at_ms"), scope: try json.string("/scope") ?? "")
    }
}
