internal import PluginABI
internal import UsherWire

/// usher.secrets/1: every function is one round trip to the daemon, which keeps them.
enum SecretTable {
    static func make() -> UnsafeRawPointer {
        let table = UnsafeMutablePointer<usher_svc_secrets>.allocate(capacity: 1)
        table.initialize(
            to: usher_svc_secrets(
                size: UInt32(MemoryLayout<usher_svc_secrets>.size),
                reserved: 0,
                get: { SecretTable.get($0, $1, $2) },
                put: { SecretTable.put($0, $1, $2) },
                del: { SecretTable.delete($0, $1) },
                hmac_verify: { SecretTable.verify($0, $1, $2, $3, $4) }))
        return UnsafeRawPointer(table)
    }

    private static func get(
        _ handle: UnsafeMutablePointer<usher_call>?, _ name: usher_str, _ output: UnsafeMutablePointer<usher_str>?
    ) -> usher_status {
        guard let output, let name = name.text(1...Limit.secretName) else { return StatusCode.invalid.rawValue }
        return Runtime.shared.ask(handle, .secret(.get(name: name))) { call, reply in
            guard case .value(_, let bytes) = reply.payload else { return .internal }
            guard let value = call.keep(bytes) else { return .limit }
            output.pointee = value
            return .ok
        }
    }

    private static func put(
        _ handle: UnsafeMutablePointer<usher_call>?, _ name: usher_str, _ value: usher_str
    ) -> usher_status {
        guard let name = name.text(1...Limit.secretName) else { return StatusCode.invalid.rawValue }
        return checked { () throws(GivenFault) in
            let value = try value.checkedBytes(Limit.secret)
            return Runtime.shared.ask(handle, .secret(.put(name: name, value: value))) { _, _ in .ok }
        }
    }

    private static func delete(_ handle: UnsafeMutablePointer<usher_call>?, _ name: usher_str) -> usher_status {
        guard let name = name.text(1...Limit.secretName) else { return StatusCode.invalid.rawValue }
        return Runtime.shared.ask(handle, .secret(.delete(name: name))) { _, _ in .ok }
    }

    private static func verify(
        _ handle: UnsafeMutablePointer<usher_call>?, _ name: usher_str, _ algorithm: usher_str, _ data: usher_str,
        _ mac: usher_str
    ) -> usher_status {
        guard let name = name.text(1...Limit.secretName), let algorithm = algorithm.text(1...Limit.algorithm) else {
            return StatusCode.invalid.rawValue
        }
        // Whoever sends a webhook writes the code: one that cannot be any is as wrong as any other.
        guard mac.len <= Limit.mac else { return StatusCode.policy.rawValue }
        return checked { () throws(GivenFault) in
            let code = try mac.checkedBytes(Limit.mac)
            guard code.isUTF8 else { return StatusCode.policy.rawValue }
            let request = BorrowedSecretRequest.verify(
                name: name, algorithm: algorithm, data: try data.checkedBytes(Limit.body), mac: code)
            return Runtime.shared.ask(handle, .secret(request)) { _, _ in .ok }
        }
    }

    private static func checked(_ ask: () throws(GivenFault) -> usher_status) -> usher_status {
        do {
            return try ask()
        } catch {
            return error.status.rawValue
        }
    }
}
