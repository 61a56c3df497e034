import Crypto
public import UsherDomain

/// The ``ContentHash`` of swift-crypto. Needs no key, so that it works without a store.
public struct CryptoContentHash: ContentHash {
    public init() {}

    public func digest(of bytes: UnsafeRawBufferPointer) -> PluginDigest {
        var hash = SHA256()
        hash.update(bufferPointer: bytes)
        guard let digest = PluginDigest(Hexadecimal.text(hash.finalize())) else {
            preconditionFailure("a SHA-256 is 32 bytes, which are 64 digits")
        }
        return digest
    }
}
