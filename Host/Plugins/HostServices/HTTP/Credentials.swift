internal import Logging
internal import UsherDomain
internal import UsherHTTP
internal import UsherWire

/// Makes the `Authorization` that a plugin asks for but does not get to see.
struct Credentials: Sendable {
    let secrets: InstanceSecrets
    let hashes: any KeyedHashes
    let logger: Logger

    /// What was read for one set of exchanges: they often name the same secret.
    struct Read {
        fileprivate var secrets: [String: Result<Secret<[UInt8]>?, ServiceRefusal>] = [:]
    }

    /// The whole value of the header, and what tells it from others; neither for a request that asks for none. Throws what the
    /// plugin is told.
    func authorization(
        for request: WireHTTPRequest, of caller: ServiceCaller, _ known: inout Read
    ) throws(ServiceRefusal) -> (Secret<String>?, [UInt8]) {
        guard !request.authSecretName.isEmpty else { return (nil, []) }
        guard caller.permissions.secrets else { throw ServiceRefusal(.policy) }
        let scheme = request.authScheme.isEmpty ? "Bearer" : request.authScheme
        guard HTTPRequest.Header(scheme, "").isWellFormed else { throw ServiceRefusal(.invalid) }
        guard let secret = try read(request.authSecretName, of: caller, &known).get() else { throw ServiceRefusal(.notFound) }
        // A token with a line break in it is a file that was copied with its last line's end, or an attempt at a second header.
        guard let text = String(validating: secret.reveal(), as: UTF8.self),
            HTTPRequest.Header("Authorization", text).isWellFormed
        else { throw ServiceRefusal(.config) }
        let value = "\(scheme) \(text)"
        return (Secret(value), hashes.fingerprint(of: Secret(Array(value.utf8))))
    }

    private func read(
        _ name: String, of caller: ServiceCaller, _ known: inout Read
    ) -> Result<Secret<[UInt8]>?, ServiceRefusal> {
        if let read = known.secrets[name] { return read }
        let read = Result { () throws(ServiceRefusal) in try self.read(name, of: caller) }
        known.secrets[name] = read
        return read
    }

    private func read(_ name: String, of caller: ServiceCaller) throws(ServiceRefusal) -> Secret<[UInt8]>? {
        do {
            return try secrets.read(name, for: caller)
        } catch is SecretRefusal {
            throw ServiceRefusal(.invalid)
        } catch {
            logger.error("secret store failed", metadata: ["instance": "\(caller.instance)", "error": "\(error)"])
            throw ServiceRefusal(.internal)
        }
    }
}
