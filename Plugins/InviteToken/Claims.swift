import PluginKit

extension InviteToken: ClaimAuthoriser {
    /// Longest claim id, in bytes.
    private static let claimBytesMax = 128

    func describe(code: String, call: Call) throws -> ClaimOffer {
        let token = try TokenStore(call).token(codeDigest: Code.digest(of: code))
        guard let token, token.isOffered(at: call.unixMilliseconds) else { return .refused }
        return .offered(claim(on: token))
    }

    func reserve(claim: String, code: String, for subject: Subject, call: Call) throws -> ClaimReservation {
        try Self.check(claim)
        try Self.check(subject)
        let answer = try TokenStore(call).reserve(
            claim, codeDigest: Code.digest(of: code), for: subject.pseudonym, at: call.unixMilliseconds)
        switch answer {
        case (.reserved, let token)?: return .reserved(self.claim(on: token))
        case (.held, let token)?: return .held(self.claim(on: token))
        case (.refused, _)?, nil: return .refused
        }
    }

    func commit(claim: String, call: Call) throws {
        try Self.check(claim)
        try TokenStore(call).commit(claim)
    }

    func release(claim: String, call: Call) throws {
        try Self.check(claim)
        try TokenStore(call).release(claim)
    }

    /// A pseudonym that is missing or malformed would let two people share a seat.
    static func check(_ subject: Subject) throws {
        guard Hex.isText(subject.pseudonym, count: 64) else {
            throw PluginError(.invalid, "the subject has no pseudonym")
        }
    }

    private static func check(_ claim: String) throws {
        guard (1...claimBytesMax).contains(claim.utf8.count) else {
            throw PluginError(.invalid, "a claim id has 1 to \(claimBytesMax) bytes")
        }
    }

    private func claim(on token: Token) -> Claim {
        Claim(
            room: token.room, accountID: token.id, accountName: "Invite link \(token.id)", from: config.from,
            expiresAtMilliseconds: token.expiresAt, usesLeft: token.usesLeft)
    }
}
