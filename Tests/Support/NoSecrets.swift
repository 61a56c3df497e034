public import UsherDomain

/// A secret store in which nothing is kept, for hosts whose plugins have no secrets.
public struct NoSecrets: SecretStore {
    public init() {}

    public func get(_ name: String, of instance: InstanceID) throws -> Secret<[UInt8]>? { nil }

    public func put(_ name: String, _ value: Secret<[UInt8]>, of instance: InstanceID) throws {
        throw SecretRefusal.quota
    }

    public func delete(_ name: String, of instance: InstanceID) throws {}
}

/// Hashes for hosts without secrets: no code is ever right.
public struct NoHashes: KeyedHashes {
    public init() {}

    public func isHMAC(_ code: [UInt8], of data: [UInt8], under key: Secret<[UInt8]>, by algorithm: HashAlgorithm) -> Bool {
        false
    }

    public func fingerprint(of secret: Secret<[UInt8]>) -> [UInt8] { Array(repeating: 0, count: 32) }
}
