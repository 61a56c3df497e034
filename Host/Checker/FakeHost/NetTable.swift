internal import PluginABI

/// usher.net/1: nobody answers here.
enum NetTable {
    static func make(size: UInt32) -> usher_svc_net {
        usher_svc_net(
            size: size, reserved: 0,
            connect_tcp: { handle, place, _, descriptor in
                Service.serve(handle, "usher.net connect_tcp", isOutside: true, permission: "net") { _, state in
                    guard place.copied?.isEmpty == false, descriptor != nil else { return USHER_E_INVALID }
                    state.outsideFailures.append("usher.net connect_tcp had failed with USHER_E_UPSTREAM")
                    return USHER_E_UPSTREAM
                }
            })
    }
}
