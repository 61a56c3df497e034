import Crypto
public import UsherDomain

/// The ``ContentHash`` of swift-crypto. Needs no key, so that it works without a store.
public struct CryptoContentHash: ContentHash {
    public init() {}

    public func digest(of bytes: UnsafeRawBufferPointer) -> PluginDigest {
        var hash = SHA256()
        hash.update(bufferPointer: bytes)
        let digits = Array("0123456789abcdef".utf8)
        let text = hash.finalize().flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
        guard let digest = PluginDigest(String(decoding: text, as: UTF8.self)) else {
            preconditionFailure("a SHA-256 is 32 bytes, which are 64 digits")
        }
        return digest
    }
}
