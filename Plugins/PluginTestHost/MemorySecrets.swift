internal import Crypto
internal import PluginABI

/// `usher.secrets/1` in memory, for one instance.
public final class MemorySecrets {
    /// The hash functions of a signature.
    public enum Algorithm: String, Sendable, CaseIterable {
        case sha256
        case sha1
        case md5
    }

    /// All secrets by name. A test puts `config/…` here, which a plugin cannot write.
    public var values: [String: [UInt8]]

    /// Starts with these secrets.
    public init(_ texts: [String: String] = [:]) {
        values = texts.mapValues { Array($0.utf8) }
    }

    /// The HMAC in hexadecimal digits, for tests that sign a webhook.
    public static func hmac(_ algorithm: Algorithm, of data: [UInt8], under secret: [UInt8]) -> String {
        let key = SymmetricKey(data: secret)
        let code =
            switch algorithm {
            case .sha256: Array(HMAC<SHA256>.authenticationCode(for: data, using: key))
            case .sha1: Array(HMAC<Insecure.SHA1>.authenticationCode(for: data, using: key))
            case .md5: Array(HMAC<Insecure.MD5>.authenticationCode(for: data, using: key))
            }
        return code.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    static func isName(_ name: String) -> Bool { (1...256).contains(name.utf8.count) }

    func put(_ name: String, _ value: [UInt8]) -> usher_status {
        guard Self.isName(name) else { return usher_status(USHER_E_INVALID) }
        guard !name.hasPrefix("config/") else { return usher_status(USHER_E_POLICY) }
        guard value.count <= 1 << 16 else { return usher_status(USHER_E_LIMIT) }
        values[name] = value
        return usher_status(USHER_OK)
    }

    func delete(_ name: String) -> usher_status {
        guard Self.isName(name) else { return usher_status(USHER_E_INVALID) }
        guard !name.hasPrefix("config/") else { return usher_status(USHER_E_POLICY) }
        values[name] = nil
        return usher_status(USHER_OK)
    }
}
