internal import PluginABI

/// `usher.secrets/1` behind Swift types.
struct SecretsPort {
    let table: usher_svc_secrets

    func get(_ name: String, over port: CallPort) throws -> [UInt8]? {
        guard let get = table.get else { throw CallPort.missing(USHER_SVC_SECRETS) }
        var out = usher_str()
        let status = port.with { call in lending(name) { get(call, $0, &out) } }
        if status == USHER_E_NOT_FOUND { return nil }
        try port.succeed(status, "usher.secrets get")
        return out.bytes
    }

    func put(_ name: String, _ value: [UInt8], over port: CallPort) throws {
        guard let put = table.put else { throw CallPort.missing(USHER_SVC_SECRETS) }
        let status = port.with { call in lending(name) { name in lending(value) { put(call, name, $0) } } }
        try port.succeed(status, "usher.secrets put")
    }

    func delete(_ name: String, over port: CallPort) throws {
        guard let delete = table.del else { throw CallPort.missing(USHER_SVC_SECRETS) }
        try port.succeed(port.with { call in lending(name) { delete(call, $0) } }, "usher.secrets del")
    }

    func hmacMatches(
        _ name: String, _ algorithm: String, data: [UInt8], hex: String, over port: CallPort
    ) throws -> Bool {
        guard let verify = table.hmac_verify else { throw CallPort.missing(USHER_SVC_SECRETS) }
        let status = port.with { call in
            lending(all: [Array(name.utf8), Array(algorithm.utf8), data, Array(hex.utf8)]) { parts in
                verify(call, parts[0], parts[1], parts[2], parts[3])
            }
        }
        if status == USHER_E_POLICY { return false }
        try port.succeed(status, "usher.secrets hmac_verify")
        return true
    }
}
