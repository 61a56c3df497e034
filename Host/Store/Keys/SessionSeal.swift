import Crypto
import FoundationEssentials
public import UsherDomain

/// Makes and checks the CSRF token of a session: HMAC-SHA256 of the session's id under a key of its own, so nothing needs to be
/// stored, and a token of one session is worth nothing in another. Any thread.
public struct SessionSeal: Sendable {
    private let key: SymmetricKey

    init(_ secretKey: SecretKey) {
        key = secretKey.derived(for: .sessionSeals)
    }

    /// 43 characters of base64url: the same for the life of the session, also after a restart of the daemon.
    public func csrfToken(for session: Session) -> String {
        Base64URL.text(HMAC<SHA256>.authenticationCode(for: LengthPrefixed.join("csrf", session.id), using: key))
    }

    /// Whether `token` is the session's. Takes the same time wherever the two differ.
    public func accepts(csrfToken token: String, for session: Session) -> Bool {
        Self.areEqual(token, csrfToken(for: session))
    }

    /// Compares two secrets by bytes, in a time that depends only on their lengths.
    public static func areEqual(_ left: String, _ right: String) -> Bool {
        let left = Array(left.utf8)
        let right = Array(right.utf8)
        guard left.count == right.count else { return false }
        return zip(left, right).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }
}

/// Base64 for addresses and cookies (RFC 4648, section 5), without padding.
enum Base64URL {
    static func text(_ bytes: some Sequence<UInt8>) -> String {
        let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
        var text: [UInt8] = []
        var bits: UInt32 = 0
        var bitCount: UInt32 = 0
        for byte in bytes {
            bits = bits << 8 | UInt32(byte)
            bitCount += 8
            while bitCount >= 6 {
                bitCount -= 6
                text.append(digits[Int(bits >> bitCount & 63)])
            }
            bits &= 1 << bitCount - 1
        }
        if bitCount > 0 { text.append(digits[Int(bits << (6 - bitCount) & 63)]) }
        return String(decoding: text, as: UTF8.self)
    }
}
