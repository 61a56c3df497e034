internal import PluginABI

/// `usher.secrets/1` over ``MemorySecrets``.
let secretsTable = usher_svc_secrets(
    size: 0, reserved: 0,
    get: { call, key, value in
        permitted(call) { call in
            guard let value, MemorySecrets.isName(key.copy) else { return USHER_E_INVALID }
            guard let secret = call.host.secrets.values[key.copy] else { return USHER_E_NOT_FOUND }
            value.pointee = call.lend(secret)
            return USHER_OK
        }
    },
    put: { call, key, value in
        permitted(call) { call in Int(call.host.secrets.put(key.copy, value.bytes)) }
    },
    del: { call, key in
        permitted(call) { call in Int(call.host.secrets.delete(key.copy)) }
    },
    hmac_verify: { call, key, algorithm, data, hex in
        permitted(call) { call in
            guard let algorithm = MemorySecrets.Algorithm(rawValue: algorithm.copy) else { return USHER_E_INVALID }
            guard let secret = call.host.secrets.values[key.copy] else { return USHER_E_NOT_FOUND }
            let right = MemorySecrets.hmac(algorithm, of: data.bytes, under: secret)
            return right == hex.copy.lowercased() ? USHER_OK : USHER_E_POLICY
        }
    })

private func permitted(_ call: UnsafeMutablePointer<usher_call>?, _ body: (TestCall) -> Int) -> usher_status {
    serve(call) { call in
        guard call.host.permissions.usesSecrets else {
            call.host.blame("usher.secrets without the permission \"secrets\"")
            return USHER_E_POLICY
        }
        return body(call)
    }
}
