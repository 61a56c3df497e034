import Crypto
import FoundationEssentials
public import UsherDomain

/// Pseudonyms by HMAC-SHA256 under a key of their own: whoever lacks the key cannot tell whether a pseudonym is a given user's,
/// nor whether two of different instances are the same person's. Any thread.
public struct KeyedPseudonyms: Pseudonyms {
    private let key: SymmetricKey

    init(_ secretKey: SecretKey) {
        key = secretKey.derived(for: .pseudonyms)
    }

    public func pseudonym(of user: UserID, at instance: InstanceID) -> String {
        let message = LengthPrefixed.join(instance.text, user.text)
        return Hexadecimal.text(HMAC<SHA256>.authenticationCode(for: message, using: key))
    }
}

/// Joins texts so that different lists never give the same bytes: each part follows its length, 4 bytes big-endian.
enum LengthPrefixed {
    static func join(_ parts: String...) -> [UInt8] {
        parts.flatMap { part in
            let bytes = Array(part.utf8)
            let length = UInt32(bytes.count)
            return [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: length >> $0) } + bytes
        }
    }
}
