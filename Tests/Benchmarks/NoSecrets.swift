import UsherDomain

/// A secret store in which nothing is kept, for hosts whose plugins have no secrets.
struct NoSecrets: SecretStore {
    init() {}

    func get(_ name: String, of instance: InstanceID) throws -> Secret<[UInt8]>? { nil }

    func put(_ name: String, _ value: Secret<[UInt8]>, of instance: InstanceID) throws {
        throw SecretRefusal.quota
    }

    func delete(_ name: String, of instance: InstanceID) throws {}
}

/// Hashes for hosts without secrets: no code is ever right.
struct NoHashes: KeyedHashes {
    init() {}

    func isHMAC(_ code: [UInt8], of data: [UInt8], under key: Secret<[UInt8]>, by algorithm: HashAlgorithm) -> Bool {
        false
    }

    func fingerprint(of secret: Secret<[UInt8]>) -> [UInt8] { Array(repeating: 0, count: 32) }
}
