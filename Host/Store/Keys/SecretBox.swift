import Crypto
import FoundationEssentials
import UsherDomain

/// Encrypts what plugins keep secret: AES-256-GCM (NIST SP 800-38D) under a key of its own, with a random nonce for each value.
///
/// Two random nonces of 96 bits are the same with a chance that matters only after some billion values, and nobody writes those.
struct SecretBox: Sendable {
    /// What a sealed value is longer than the value: nonce and tag.
    static let overheadBytes = 28

    /// The bytes do not open here: they were changed, belong elsewhere, or were sealed under another key.
    struct DoesNotOpen: Error {}

    private let key: SymmetricKey
    private let random: any RandomSource

    init(key: SecretKey, random: any RandomSource) {
        self.key = key.derived(for: .secrets)
        self.random = random
    }

    /// Nonce, ciphertext and tag. `place` says where the value will be stored; it opens nowhere else.
    func seal(_ value: Secret<[UInt8]>, at place: [UInt8]) throws -> Data {
        let nonce = try AES.GCM.Nonce(data: random.bytes(12))
        let sealed = try AES.GCM.seal(value.reveal(), using: key, nonce: nonce, authenticating: place)
        guard let combined = sealed.combined else { preconditionFailure("a nonce of 12 bytes can be put in front") }
        return combined
    }

    /// The value that was sealed at `place`.
    func open(_ sealed: Data, at place: [UInt8]) throws(DoesNotOpen) -> Secret<[UInt8]> {
        do {
            return Secret(Array(try AES.GCM.open(AES.GCM.SealedBox(combined: sealed), using: key, authenticating: place)))
        } catch {
            throw DoesNotOpen()
        }
    }
}
