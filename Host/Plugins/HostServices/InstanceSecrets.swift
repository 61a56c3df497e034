internal import UsherDomain

/// Finds a secret by the name that a plugin gives it.
struct InstanceSecrets: Sendable {
    /// What stands in front of the name of a field of the configuration.
    static let configPrefix = "config/"

    let store: any SecretStore

    /// `nil` when there is no such secret, or an empty one: to an admin, an empty field is none.
    func read(_ name: String, for caller: ServiceCaller) throws -> Secret<[UInt8]>? {
        let found: Secret<[UInt8]>? =
            if name.hasPrefix(Self.configPrefix) {
                caller.configSecrets[String(name.dropFirst(Self.configPrefix.count))].map { Secret(Array($0.reveal().utf8)) }
            } else {
                try store.get(name, of: caller.instance)
            }
        guard let found, !found.reveal().isEmpty else { return nil }
        return found
    }
}
