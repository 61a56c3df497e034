import Crypto
import FoundationEssentials

/// The one secret of the installation, 256 bits from `usher.key`. Nothing is keyed with it directly: each purpose has a key of
/// its own, derived by HKDF-SHA256 (RFC 5869), so that what one of them gives away helps with no other.
struct SecretKey: Sendable {
    /// Bytes in the key file.
    static let bytes = 32

    /// What derived keys are for. The raw value goes into the derivation: renaming one changes every value made with it.
    enum Purpose: String, CaseIterable {
        case pseudonyms = "usher pseudonyms 1"
        case openIDTokens = "usher openid tokens 1"
        case secrets = "usher secrets 1"
        case fingerprints = "usher fingerprints 1"
        case keyCheck = "usher key check 1"
    }

    private let key: SymmetricKey

    init(_ bytes: [UInt8]) {
        precondition(bytes.count == Self.bytes, "the secret key is 256 bits")
        key = SymmetricKey(data: bytes)
    }

    func derived(for purpose: Purpose) -> SymmetricKey {
        HKDF<SHA256>.deriveKey(inputKeyMaterial: key, info: Array(purpose.rawValue.utf8), outputByteCount: 32)
    }

    /// Says which key this is, and nothing else about it. Stored in the database that belongs to it.
    var check: [UInt8] {
        Array(HMAC<SHA256>.authenticationCode(for: [UInt8](), using: derived(for: .keyCheck)))
    }
}
