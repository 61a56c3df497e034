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
                    guard let value = state.store.secrets[name] else { return USHER_E_NOT_FOUND }
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
                Service.serve(handle, "usher.secrets hmac_verify", isOutside: true, permission: "secrets") { _, state in
                    guard SecretsTable.checked(key) != nil, data.borrowed != nil, let algorithm = algorithm.copied,
                        ["sha256", "sha1", "md5"].contains(algorithm), let mac = mac.copied
                    else { return USHER_E_INVALID }
                    return state.behaviour.acceptsSignatures && !mac.isEmpty ? USHER_OK : USHER_E_POLICY
                }
            })
    }

    private static func checked(_ key: usher_str) -> String? {
        guard let text = key.copied, (1...Limit.secretName).contains(text.utf8.count) else { return nil }
        return text
    }
}
