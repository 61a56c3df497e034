internal import PluginABI

/// `usher.net/1` over ``TestHost/connect``.
let netTable = usher_svc_net(
    size: 0, reserved: 0,
    connect_tcp: { call, host, port, descriptor in
        serve(call) { call in
            guard let descriptor else { return USHER_E_INVALID }
            guard call.host.permissions.allowsConnection(to: host.copy, port: port) else {
                call.host.blame("usher.net to \(host.copy):\(port), which the manifest does not name")
                return USHER_E_POLICY
            }
            guard let connected = call.host.connect(host.copy, port) else { return USHER_E_UPSTREAM }
            descriptor.pointee = connected
            return USHER_OK
        }
    })
