/// Cryptographic hashes under keys. Implemented by UsherStore, the room that has the cryptography. Any thread; never fails.
public protocol KeyedHashes: Sendable {
    /// Whether `code` is the HMAC (RFC 2104) of `data` under `key`. Takes as long for a wrong code as for the right one.
    func isHMAC(_ code: [UInt8], of data: [UInt8], under key: Secret<[UInt8]>, by algorithm: HashAlgorithm) -> Bool

    /// 32 bytes that are the same for equal secrets and different for different ones. Whoever lacks the installation's key learns
    /// nothing else from them.
    func fingerprint(of secret: Secret<[UInt8]>) -> [UInt8]
}

/// The hashes that third parties sign their messages with. As part of an HMAC, the two old ones are not broken.
public enum HashAlgorithm: String, Hashable, Sendable, CaseIterable {
    case sha256
    case sha1
    case md5
}
