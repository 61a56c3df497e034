extension OAuthClient {
    /// How long before its end a token counts as ended: it must live through the request it is for, and clocks differ.
    private static let earlyMilliseconds: Int64 = 60_000
    /// How long one caller may take for a refresh before another may try: longer than any call of the host lasts.
    private static let leaseMilliseconds: Int64 = 120_000
    /// When to ask again while somebody else refreshes.
    private static let leaseRetryMilliseconds: Int64 = 2_000

    /// An access token that is good now.
    ///
    /// A token that is about to end is refreshed, and the new ones are stored **before** they are used: a refresh token is often
    /// taken only once, so one that was used and lost would mean linking again. For the same reason only one caller refreshes at
    /// a time, in whatever process; the others get `.rateLimited` for two seconds.
    ///
    /// - Parameter secretKey: ``Subject/secretKey``.
    public func accessToken(of secretKey: String, call: Call) throws -> String {
        let stored = try stored(secretKey, call)
        guard isEnding(stored, call) else { return stored.accessToken }
        let lease = "oauth-refresh/" + secretKey
        guard try call.keyValue.put(lease, "", expecting: .absent, ttlMilliseconds: Self.leaseMilliseconds) else {
            throw PluginError(
                .rateLimited, "the token is being refreshed", retryAfterMilliseconds: Self.leaseRetryMilliseconds)
        }
        do {
            // Somebody may have finished between our look and our lease.
            let current = try self.stored(secretKey, call)
            guard isEnding(current, call) else {
                _ = try call.keyValue.delete(lease)
                return current.accessToken
            }
            let fresh = try refresh(current, call: call)
            try call.secrets.put(secretKey, fresh.secret)
            _ = try call.keyValue.delete(lease)
            return fresh.accessToken
        } catch let failure {
            // The lease ends by itself; an early end only spares the next caller the wait.
            do {
                _ = try call.keyValue.delete(lease)
            } catch {
                call.log(.debug, "the lease of a refresh stays until it ends")
            }
            throw failure
        }
    }

    private func stored(_ secretKey: String, _ call: Call) throws -> OAuthTokens {
        guard !secretKey.isEmpty, let secret = try call.secrets.get(secretKey) else {
            throw PluginError(.relink, "there is no token of this account")
        }
        return try OAuthTokens(secret: secret, call: call)
    }

    private func isEnding(_ tokens: OAuthTokens, _ call: Call) -> Bool {
        tokens.expiresAtMilliseconds.map { $0 - Self.earlyMilliseconds <= call.unixMilliseconds } ?? false
    }
}
