internal import PluginABI
internal import UsherWire

/// usher.secrets/1, with the secrets of the author's check.
enum SecretsTable {
    static func make(size: UInt32) -> usher_svc_secrets {
        usher_svc_secrets(
            size: size, reserved: 0,
            get: { handle, key, output in
                Service.serve(handle, "usher.secrets get", isOutside: true, permission: "secrets") { host, state in
                    guard let name = SecretsTable.checked(key), let output else { return USHER_E_INVALID }
                    guard let value = SecretsTable.find(name, host, state) else { return USHER_E_NOT_FOUND }
                    guard let kept = host.keep(value, for: state, "the value of usher.secrets get") else {
                        return USHER_E_LIMIT
                    }
                    output.pointee = kept
                    return USHER_OK
                }
            },
            put: { handle, key, value in
                Service.serve(handle, "usher.secrets put", isOutside: true, permission: "secrets") { _, state in
                    guard let name = SecretsTable.checked(key), let bytes = value.borrowed else { return USHER_E_INVALID }
                    guard !name.hasPrefix("config/") else { return USHER_E_POLICY }
                    guard bytes.count <= Limit.secret else { return USHER_E_LIMIT }
                    state.store.secrets[name] = Array(bytes)
                    return USHER_OK
                }
            },
            del: { handle, key in
                Service.serve(handle, "usher.secrets del", isOutside: true, permission: "secrets") { _, state in
                    guard let name = SecretsTable.checked(key) else { return USHER_E_INVALID }
                    guard !name.hasPrefix("config/") else { return USHER_E_POLICY }
                    state.store.secrets[name] = nil
                    return USHER_OK
                }
            },
            hmac_verify: { handle, key, algorithm, data, mac in
                Service.serve(handle, "usher.secrets hmac_verify", isOutside: true, permission: "secrets") { host, state in
                    guard let name = SecretsTable.checked(key), data.borrowed != nil, let algorithm = algorithm.copied,
                        ["sha256", "sha1", "md5"].contains(algorithm)
                    else { return USHER_E_INVALID }
                    guard SecretsTable.find(name, host, state) != nil else { return USHER_E_NOT_FOUND }
                    return state.behaviour.acceptsSignatures && SecretsTable.isHexadecimal(mac) ? USHER_OK : USHER_E_POLICY
                }
            })
    }

    /// A secret that is there and not empty: to an admin, an empty field is none.
    static func find(_ name: String, _ host: FakeHost, _ state: CallState) -> [UInt8]? {
        if let value = state.store.secrets[name], !value.isEmpty { return value }
        if state.behaviour.isAuthored, name.hasPrefix("config/") {
            host.reporter.note(
                "it asked for the secret \(name), which check does not have under \"secrets\": it was answered "
                    + "USHER_E_NOT_FOUND")
        }
        return nil
    }

    private static func isHexadecimal(_ mac: usher_str) -> Bool {
        guard let text = mac.copied, !text.isEmpty, text.utf8.count.isMultiple(of: 2) else { return false }
        return text.utf8.allSatisfy { (48...57).contains($0) || (65...70).contains($0) || (97...102).contains($0) }
    }

    static func checked(_ key: usher_str) -> String? {
        guard let text = key.copied, (1...Limit.secretName).contains(text.utf8.count) else { return nil }
        return text
    }
}
