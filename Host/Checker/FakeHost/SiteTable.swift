internal import PluginABI

/// usher.site/1.
enum SiteTable {
    static func make(size: UInt32) -> usher_svc_site {
        usher_svc_site(
            size: size, reserved: 0,
            claim_url: { handle, code, output in
                Service.serve(handle, "usher.site claim_url", isOutside: false) { host, state in
                    guard let output, let code = code.copied, !code.isEmpty else { return USHER_E_INVALID }
                    let url = Array("https://usher.example/i/checked#".utf8) + code.utf8
                    guard let kept = host.keep(url, for: state, "the address of usher.site claim_url") else {
                        return USHER_E_LIMIT
                    }
                    output.pointee = kept
                    return USHER_OK
                }
            })
    }
}
