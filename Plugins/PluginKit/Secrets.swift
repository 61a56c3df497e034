/// The secrets of one instance: encrypted on disk, never logged. Needs ``Permissions/usesSecrets``.
///
/// `config/<key>` are those that the admin configured, and cannot be written. ``Subject/secretKey`` names that of an account.
/// Every other name (1 to 256 bytes of text) is the plugin's own. Values are at most 64 KiB.
///
/// A secret that only goes into the header `Authorization` need not be read at all: see ``HTTPRequest/Credential``.
public struct Secrets {
    /// The hash functions of a signature.
    public enum Algorithm: String, Hashable, Sendable, CaseIterable {
        case sha256
        case sha1
        case md5
    }

    let port: SecretsPort
    let call: Call

    /// The secret, or `nil` when there is none of this name.
    public func get(_ name: String) throws -> [UInt8]? {
        try port.get(name, over: call.open())
    }

    /// The secret as text, or `nil` when there is none of this name.
    public func text(_ name: String) throws -> String? {
        try get(name).map { String(decoding: $0, as: UTF8.self) }
    }

    /// Writes a secret. When it returns, the secret is durable.
    public func put(_ name: String, _ value: [UInt8]) throws {
        try port.put(name, value, over: call.open())
    }

    /// Removes a secret, also one that does not exist.
    public func delete(_ name: String) throws {
        try port.delete(name, over: call.open())
    }

    /// Whether `hex` is the HMAC of `data` under this secret, compared in constant time; the secret stays with the host. Also
    /// `false` when the host's policy forbids the question. Throws `.notFound` when there is no such secret.
    public func hmacMatches(_ name: String, _ algorithm: Algorithm, data: [UInt8], hex: String) throws -> Bool {
        try port.hmacMatches(name, algorithm.rawValue, data: data, hex: hex, over: call.open())
    }
}
