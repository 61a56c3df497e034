import Testing

/// Only a proven Matrix ID acts (law 3): a proof is made at one place and read back at one other.
enum ProofsOfIdentity {
    static let all: [Ban] = [
        Ban(
            "ProvenUser.remembered", #"\.\s*remembered\s*\("#,
            instead: "only the session table reads back what was proven before; take a ProvenUser as a parameter",
            allowedIn: ["Host/Store"], isAllowedInTests: true,
            bad: "let user = ProvenUser.remembered(id, provenAt: now)", good: ["static func remembered(_ id: UserID)"]),
        Ban(
            "making a ProvenUser", #"\bProvenUser\s*(\.\s*init\s*)?\(|\bProvenUser\.init\b|(?<!\w)\.init\s*\(\s*sub:"#,
            instead: "only the verifier makes one from a homeserver's answer; take a ProvenUser as a parameter",
            // Its own file, whose private initialiser both ways lead to.
            allowedIn: ["Host/Domain/Identity/ProvenUser.swift", "Host/Matrix/OpenID", "Host/Matrix/OpenIDVerifier.swift"],
            isAllowedInTests: true,
            bad: "let user = try ProvenUser(sub: sub, askedOf: server, at: now)", good: ["let user: ProvenUser"]),
    ]

    @Test("a proven user is made by the verifier and read back by the store, and nowhere else", arguments: all)
    static func areAbsent(_ ban: Ban) throws {
        try expectNoViolations(of: ban)
    }

    @Test("a proof may be read back in the store and not in the engine")
    static func boundary() {
        let line = "ProvenUser.remembered(id, provenAt: at)"
        #expect(all[0].violations(in: line, at: "Host/Store/SQLiteSessions.swift").isEmpty)
        #expect(!all[0].violations(in: line, at: "Host/Engine/ProveIdentity.swift").isEmpty)
    }
}
