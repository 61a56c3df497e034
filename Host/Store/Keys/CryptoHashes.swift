import Crypto
import FoundationEssentials
public import UsherDomain

/// The ``KeyedHashes`` of swift-crypto, which compares codes in constant time.
public struct CryptoHashes: KeyedHashes {
    private let fingerprintKey: SymmetricKey

    init(_ key: SecretKey) {
        fingerprintKey = key.derived(for: .fingerprints)
    }

    public func isHMAC(
        _ code: [UInt8], of data: [UInt8], under key: Secret<[UInt8]>, by algorithm: HashAlgorithm
    ) -> Bool {
        let key = SymmetricKey(data: key.reveal())
        return switch algorithm {
        case .sha256: HMAC<SHA256>.isValidAuthenticationCode(code, authenticating: data, using: key)
        case .sha1: HMAC<Insecure.SHA1>.isValidAuthenticationCode(code, authenticating: data, using: key)
        case .md5: HMAC<Insecure.MD5>.isValidAuthenticationCode(code, authenticating: data, using: key)
        }
    }

    public func fingerprint(of secret: Secret<[UInt8]>) -> [UInt8] {
        Array(HMAC<SHA256>.authenticationCode(for: secret.reveal(), using: fingerprintKey))
    }
}
