internal import Logging
internal import UsherDomain
internal import UsherWire

/// Answers what plugins ask of usher.secrets.
struct SecretService: Sendable {
    private let secrets: InstanceSecrets
    private let hashes: any KeyedHashes
    private let logger: Logger

    init(store: any SecretStore, hashes: any KeyedHashes, logger: Logger) {
        secrets = InstanceSecrets(store: store)
        self.hashes = hashes
        self.logger = logger
    }

    /// Does it now, on the calling thread: on return a write is durable.
    func answer(_ request: SecretRequest, for caller: ServiceCaller) -> ServiceReply {
        guard caller.permissions.secrets else { return ServiceReply(.policy) }
        do {
            return try perform(request, caller)
        } catch let refusal as SecretRefusal {
            return switch refusal {
            case .name: ServiceReply(.invalid)
            case .value, .quota: ServiceReply(.limit)
            }
        } catch {
            logger.error("secret store failed", metadata: ["instance": "\(caller.instance)", "error": "\(error)"])
            return ServiceReply(.internal)
        }
    }

    private func perform(_ request: SecretRequest, _ caller: ServiceCaller) throws -> ServiceReply {
        switch request {
        case .get(let name):
            guard let secret = try secrets.read(name, for: caller) else { return ServiceReply(.notFound) }
            let value = secret.reveal()
            return value.count <= Limit.secret ? ServiceReply(.ok, .value(version: 0, value)) : ServiceReply(.limit)
        case .put(let name, let value):
            guard !name.hasPrefix(InstanceSecrets.configPrefix) else { return ServiceReply(.policy) }
            try secrets.store.put(name, Secret(value), of: caller.instance)
            return ServiceReply(.ok)
        case .delete(let name):
            guard !name.hasPrefix(InstanceSecrets.configPrefix) else { return ServiceReply(.policy) }
            try secrets.store.delete(name, of: caller.instance)
            return ServiceReply(.ok)
        case .verify(let name, let algorithm, let data, let mac):
            guard let algorithm = HashAlgorithm(rawValue: algorithm) else { return ServiceReply(.invalid) }
            guard let key = try secrets.read(name, for: caller) else { return ServiceReply(.notFound) }
            // Whoever sends a webhook writes the code: one that is none is as wrong as any other.
            guard let code = Self.bytes(hexadecimal: mac) else { return ServiceReply(.policy) }
            return ServiceReply(hashes.isHMAC(code, of: data, under: key, by: algorithm) ? .ok : .policy)
        }
    }

    /// `nil` when the text is empty, or is no hexadecimal digits in pairs.
    private static func bytes(hexadecimal text: String) -> [UInt8]? {
        let digits = text.utf8.map { byte -> UInt8? in
            switch byte {
            case 48...57: byte - 48
            case 65...70: byte - 55
            case 97...102: byte - 87
            default: nil
            }
        }
        guard !digits.isEmpty, digits.count.isMultiple(of: 2) else { return nil }
        var bytes: [UInt8] = []
        for index in stride(from: 0, to: digits.count, by: 2) {
            guard let high = digits[index], let low = digits[index + 1] else { return nil }
            bytes.append(high << 4 | low)
        }
        return bytes
    }
}
