internal import PluginABI

/// usher.net/1: nobody answers here.
enum NetTable {
    static func make(size: UInt32) -> usher_svc_net {
        usher_svc_net(
            size: size, reserved: 0,
            connect_tcp: { handle, host, port, descriptor in
                Service.serve(handle, "usher.net connect_tcp", isOutside: true, permission: "net") { fake, state in
                    guard descriptor != nil, port != 0, let text = host.copied,
                        let name = HostName(text.contains(":") ? "[\(text)]" : text[...])
                    else { return USHER_E_INVALID }
                    guard state.store.egress.allowsConnection(to: HostAndPort(host: name, port: port)) else {
                        return Unlisted.refuse(fake, state, "net", "\(name.text):\(port)")
                    }
                    state.outsideFailures.append("usher.net connect_tcp had failed with USHER_E_UPSTREAM")
                    return USHER_E_UPSTREAM
                }
            })
    }
}
