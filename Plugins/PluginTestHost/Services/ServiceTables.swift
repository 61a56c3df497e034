internal import PluginABI

/// The services of one host, as its version of the ABI has them.
final class ServiceTables {
    private var images: [String: UnsafeMutableRawBufferPointer]

    init(_ version: HostVersion) {
        images = [
            USHER_SVC_KV: version.image(of: keyValueTable), USHER_SVC_JSON: version.image(of: jsonTable),
            USHER_SVC_SITE: version.image(of: siteTable), USHER_SVC_HTTP: version.image(of: httpTable),
            USHER_SVC_SECRETS: version.image(of: secretsTable), USHER_SVC_NET: version.image(of: netTable),
        ]
    }

    func table(_ id: String) -> UnsafeRawPointer? { images[id].flatMap { $0.baseAddress.map { UnsafeRawPointer($0) } } }

    func deallocate() {
        for image in images.values { image.deallocate() }
        images = [:]
    }
}

/// Runs `body` with the running call, unless its time is over.
func serve(_ call: UnsafeMutablePointer<usher_call>?, _ body: (TestCall) -> Int) -> usher_status {
    guard let call = running(behind: call) else { return usher_status(USHER_E_INVALID) }
    return call.refusal ?? usher_status(body(call))
}
