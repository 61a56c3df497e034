/// The hash that tells one content from another. Implemented by UsherStore, the room that has the cryptography. Any thread; never
/// fails.
public protocol ContentHash: Sendable {
    /// The SHA-256 (FIPS 180-4) of `bytes`.
    func digest(of bytes: UnsafeRawBufferPointer) -> PluginDigest
}
